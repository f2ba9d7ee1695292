import { nodeKinds } from '@switchyard/domain';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Draft, node, plus, references } from '../../test/draw.ts';
import { readFixture, same, withConfig, withEdges, withNode } from '../../test/read-fixture.ts';
import { lintDefinition } from './lint-definition.ts';

const rulesOf = (draft: Draft, known = references) => lintDefinition(draft, known).map(({ rule }) => rule);

test('a sound definition has no problem', () => {
  expect(lintDefinition(readFixture(), references)).toEqual([]);
});

const cases: [string, Draft][] = [
  ['start-missing', withNode('start', { kind: 'set', config: { assignments: [{ name: 'a', value: '1' }] } })],
  ['start-several', plus(readFixture(), node('again', 'start'))],
  ['duplicate-node-id', plus(readFixture(), node('read', 'end'))],
  ['duplicate-edge-id', withEdges(same, [{ id: 'e1', from: 'start', to: 'read' }])],
  ['unreachable', plus(readFixture(), node('alone', 'end'))],
  ['edge-loose', withEdges(same, [{ id: 'x', from: 'start', to: 'nowhere' }])],
  ['unknown-port', withEdges(same, [{ id: 'x', from: 'how', to: 'paid', port: 'maybe' }])],
  ['edge-into-start', withEdges(same, [{ id: 'x', from: 'post', to: 'start', port: 'failed' }])],
  ['never-ends', withEdges((edge) => (edge.id === 'e16' ? { ...edge, to: 'split' } : edge))],
  ['dead-end', withEdges((edge) => (edge.port === 'rejected' ? undefined : edge))],
  ['several-unconditional', withEdges(same, [{ id: 'x', from: 'start', to: 'amount' }])],
  ['otherwise-several', withEdges(same, [{ id: 'x', from: 'how', to: 'paid', isOtherwise: true }])],
  ['otherwise-missing', withEdges((edge) => (edge.isOtherwise ? undefined : edge))],
  ['never-taken', withEdges(same, [{ id: 'x', from: 'start', to: 'paid', condition: 'true' }])],
  ['node-id', plus(readFixture(), node('Not an id', 'end'))],
  ['node-name', withNode('read', { name: ' ' })],
  ['config', withConfig('post', { method: 'FETCH' })],
  ['expression', withConfig('post', { body: 'vars.total +' })],
  ['expression', withEdges((edge) => (edge.condition ? { ...edge, condition: 'frob(1)' } : edge))],
  ['template', withConfig('approve', { title: 'Invoice {{ input.text' })],
  ['unknown-node', withConfig('post', { body: 'steps.reed.output' })],
  ['node-not-before', withConfig('read', { input: [{ name: 'text', value: 'text(steps.post.output)' }] })],
  ['unknown-variable', withConfig('post', { body: 'vars.totl' })],
  ['unknown-input', withConfig('post', { body: 'input.txt' })],
  ['value-outside-cell', withConfig('post', { body: 'value' })],
  ['output-outside-check', withConfig('post', { body: 'output.total' })],
  ['source-not-allowed', withConfig('post', { body: 'sources.vendor_list' })],
  ['source-not-named', withConfig('rules', { sources: [] })],
  ['unknown-source', withConfig('how', { sources: ['nobody'] })],
  ['untrusted-source', withConfig('how', { sources: ['hearsay'] })],
  ['table-cells', withConfig('rules', { outputs: ['a', 'b'] })],
  ['table-outputs', withConfig('rules', { outputs: ['a', 'a'] })],
  ['wait-exactly-one', withConfig('pause', { until: 'now()' })],
  ['wait-exactly-one', withConfig('pause', { for: undefined })],
  ['cron', withConfig('start', { triggers: [{ type: 'schedule', cron: '61 8 * * *', input: { text: '' } }] })],
  [
    'time-zone',
    withConfig('start', {
      triggers: [{ type: 'schedule', cron: '0 8 * * *', timeZone: 'Mars/Base', input: { text: '' } }],
    }),
  ],
  ['schedule-input', withConfig('start', { triggers: [{ type: 'schedule', cron: '0 8 * * *' }] })],
  ['trigger-missing', withConfig('start', { triggers: [] })],
  ['approval-nobody', withConfig('approve', { stages: [{ name: 'One', who: {} }] })],
  [
    'approval-too-few',
    withConfig('approve', { stages: [{ name: 'One', who: { users: ['ada@example.com'] }, approvalsNeeded: 2 }] }),
  ],
  ['approval-unknown', withConfig('approve', { stages: [{ name: 'One', who: { groups: ['ghosts'] } }] })],
  ['unknown-node', withConfig('approve', { evidence: ['ghost'] })],
  ['http-url', withConfig('post', { url: 'ftp://ledger.example/' })],
  ['http-url', withConfig('post', { url: 'javascript:{{ input.text }}' })],
  ['http-host-computed', withConfig('post', { url: 'https://{{ input.text }}/api' })],
  ['http-host-computed', withConfig('post', { url: 'https://ledger.example{{ input.text }}' })],
  ['http-header', withConfig('post', { headers: [{ name: 'X Y', value: 'z' }] })],
  ['unknown-secret', withConfig('post', { bearerSecret: 'gone' })],
  ['unknown-task', withConfig('read', { task: 'gone' })],
  ['task-input-missing', withConfig('read', { input: [] })],
  [
    'task-input-unknown',
    withConfig('read', {
      input: [
        { name: 'text', value: '""' },
        { name: 'more', value: '1' },
      ],
    }),
  ],
  ['join-single', withEdges((edge) => (edge.id === 'e14' ? { ...edge, to: 'paid' } : edge))],
  ['join-exclusive', withEdges(same, [{ id: 'x', from: 'post', to: 'join', port: 'failed' }])],
  ['join-without-split', withNode('split', { kind: 'decision', config: {} })],
];

describe('each rule finds what it is for', () => {
  test.each(cases)('%s (case %#)', (rule, draft) => {
    expect(rulesOf(draft)).toContain(rule);
  });
});

test('what is outside the definition is only checked when it is known', () => {
  const draft = withConfig('read', { task: 'gone' });
  expect(rulesOf(draft, {})).toEqual([]);
});

test('a problem of the settings names the place in the words of the form', () => {
  expect(
    lintDefinition(withConfig('approve', { stages: [{ name: '', who: { roles: ['approver'] } }] }), references),
  ).toEqual([
    {
      severity: 'error',
      rule: 'config',
      nodeId: 'approve',
      path: 'stages[0].name',
      message: '“Approve the invoice”: “Stages 1, Name” is empty.',
    },
  ]);
});

test('problems come in the order of the nodes', () => {
  const draft = plus(withConfig('read', { task: 'gone' }), node('alone', 'end'));
  expect(lintDefinition(draft, references).map(({ nodeId }) => nodeId)).toEqual(['read', 'alone']);
});

test('an empty draft and any heap of broken nodes get problems, never an exception', () => {
  expect(rulesOf({ v: 1, nodes: [], edges: [] })).toEqual(['start-missing', 'end-missing']);
  const configs = fc.dictionary(
    fc.constantFrom('assignments', 'rules', 'inputs', 'url', 'stages', 'sources', 'triggers', 'until'),
    fc.jsonValue(),
  );
  const kinds = fc.constantFrom(...nodeKinds);
  void fc.assert(
    fc.property(fc.array(fc.tuple(kinds, configs), { maxLength: 8 }), (heap) => {
      const nodes = heap.map(([kind, config], index) => node(`n${index}`, kind, JSON.parse(JSON.stringify(config))));
      const edges = nodes.map(({ id }, index) => ({
        id,
        from: id,
        to: `n${index + 1}`,
        port: 'out',
        isOtherwise: false,
      }));
      expect(Array.isArray(lintDefinition({ v: 1, nodes, edges }, references))).toBe(true);
    }),
  );
});

test('two thousand nodes are checked in seconds at most, even on a busy machine', () => {
  const nodes = Array.from({ length: 2000 }, (_, index) =>
    node(
      `n${index}`,
      index === 0 ? 'start' : index === 1999 ? 'end' : 'wait',
      index % 1999 === 0 ? {} : { for: 'PT1S' },
    ),
  );
  const edges = nodes
    .slice(1)
    .map(({ id }, index) => ({ id, from: `n${index}`, to: id, port: 'out', isOtherwise: false }));
  const begun = performance.now();
  expect(lintDefinition({ v: 1, nodes, edges }, references)).toEqual([]);
  expect(performance.now() - begun).toBeLessThan(3000);
});
