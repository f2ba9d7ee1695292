import { createHash } from 'node:crypto';
import { nodeKinds } from '@switchyard/domain';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFixture, same, withConfig, withEdges, withNode } from '../test/read-fixture.ts';
import { compareDefinitions } from './compare-definitions.ts';
import { listNodeConfigForms, nodeConfigForm } from './form/node-config-form.ts';
import { hashDefinition } from './hash-definition.ts';
import { parseDefinition } from './parse-definition.ts';
import { sha256Hex } from './sha256.ts';

const parse = (draft: unknown) => {
  const parsed = parseDefinition(draft);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
};

describe('format version 1', () => {
  test('the first release’s definition is read for ever, and its hash never changes', () => {
    expect(hashDefinition(parse(readFixture()))).toBe(
      '49e6f1b5d5647a56a3a552480c158275d71fd45c275afb7b2d7b76bf840edba0',
    );
  });
  test('the hash does not depend on the order of keys or on defaults left out', () => {
    const filled = parse(readFixture());
    const shuffled = JSON.parse(JSON.stringify(filled, Object.keys(flatten(filled)).sort().reverse()));
    expect(hashDefinition(parse(shuffled))).toBe(hashDefinition(filled));
  });
  test('any change of content changes the hash', () => {
    expect(hashDefinition(parse(withConfig('pause', { for: 'PT2H' })))).not.toBe(hashDefinition(parse(readFixture())));
  });
  test('boundary events and settings are part of what is hashed', () => {
    const plain = hashDefinition(parse(readFixture()));
    const timer = { id: 'late', on: 'timer', after: 'P1D' };
    expect(hashDefinition(parse(withNode('approve', { boundary: [timer] })))).not.toBe(plain);
    expect(hashDefinition(parse({ ...readFixture(), settings: { onFailure: 'hold' } }))).not.toBe(plain);
  });
  test('parsing is idempotent', () => {
    expect(parse(parse(readFixture()))).toEqual(parse(readFixture()));
  });
});

/** Every key that occurs anywhere, so that JSON.stringify keeps them all. */
const flatten = (value: unknown): Record<string, true> => {
  if (typeof value !== 'object' || value === null) return {};
  return Object.assign({}, ...Object.entries(value).map(([key, each]) => ({ [key]: true, ...flatten(each) })));
};

describe('what is not a definition', () => {
  test('settings that do not fit are named by node and place', () => {
    expect(parseDefinition(withConfig('post', { timeoutMs: 1 }))).toMatchObject({
      ok: false,
      error: [
        { nodeId: 'post', path: 'timeoutMs', message: '“Post to the ledger”: “Time limit (ms)” must be at least 100.' },
      ],
    });
  });
  test.each([[null], ['x'], [{ v: 2, nodes: [], edges: [] }], [{ v: 1 }], [[]]])('%j is refused', (draft) => {
    expect(parseDefinition(draft)).toMatchObject({
      ok: false,
      error: expect.arrayContaining([expect.objectContaining({ rule: 'shape', severity: 'error' })]),
    });
  });
});

test('SHA-256 agrees with the platform’s for any text', () => {
  void fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'));
    }),
  );
});

describe('comparison', () => {
  test('moving a node on the canvas is no change', () => {
    const moved = withNode('read', { position: { x: 9, y: 9 } });
    expect(compareDefinitions(readFixture(), moved)).toEqual({
      nodes: [],
      edges: [],
      settings: [],
      isSame: true,
    });
  });
  test('changes name node, field, before and after', () => {
    const { nodes } = compareDefinitions(readFixture(), withConfig('approve', { deadline: 'P3D', risk: 'high' }));
    expect(nodes).toEqual([
      {
        id: 'approve',
        label: 'Approve the invoice',
        kind: 'changed',
        changes: [
          { path: 'config.deadline', before: 'P2D', after: 'P3D' },
          { path: 'config.risk', after: 'high' },
        ],
      },
    ]);
  });
  test('boundary events are compared one by one, by their names', () => {
    const timer = { id: 'late', on: 'timer', after: 'P1D' };
    const before = withNode('approve', { boundary: [{ id: 'gone', on: 'error' }, timer] });
    const after = withNode('approve', { boundary: [{ ...timer, after: 'P2D' }] });
    expect(compareDefinitions(before, after).nodes[0]?.changes).toEqual([
      { path: 'boundary.gone', before: { id: 'gone', on: 'error' } },
      { path: 'boundary.late.after', before: 'P1D', after: 'P2D' },
    ]);
  });
  test('settings count, but not whether a default is written out', () => {
    const draft = readFixture();
    const held = compareDefinitions(draft, { ...draft, settings: { onFailure: 'hold' } });
    expect(held).toMatchObject({
      settings: [{ path: 'settings.onFailure', before: 'fail', after: 'hold' }],
      isSame: false,
    });
    expect(compareDefinitions(draft, { ...draft, settings: { onFailure: 'fail' } }).isSame).toBe(true);
  });
  test('added and removed paths are told by the names they connect', () => {
    const after = withEdges(
      (edge) => (edge.id === 'e16' ? undefined : same(edge)),
      [{ id: 'new', from: 'join', to: 'rejected' }],
    );
    expect(compareDefinitions(readFixture(), after).edges).toEqual([
      { id: 'new', label: 'Both done → Rejected', kind: 'added', changes: [] },
      { id: 'e16', label: 'Both done → Paid', kind: 'removed', changes: [] },
    ]);
  });
});

describe('forms', () => {
  test('every kind has a palette entry', () => {
    expect(
      listNodeConfigForms()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual([...nodeKinds].sort());
  });
  test('every field exists in its schema: bounds, options, defaults and need come from there', () => {
    const fields = nodeConfigForm('http').fields;
    const find = (path: string) => fields.find((field) => field.path === path);
    expect(find('method')).toMatchObject({
      isRequired: false,
      defaultValue: 'POST',
      options: expect.arrayContaining([{ value: 'PUT', label: 'PUT' }]),
    });
    expect(find('url')).toMatchObject({ isRequired: true, maxLength: 20_000 });
    expect(find('retry.maxAttempts')).toMatchObject({ minimum: 1, maximum: 20, defaultValue: 3 });
    expect(nodeConfigForm('approval').fields.find(({ path }) => path === 'stages')?.fields?.[0]).toMatchObject({
      path: 'name',
      isRequired: true,
      maxLength: 120,
    });
  });
  test('a node fresh from the palette lacks nothing but what only a person knows', () => {
    const open = listNodeConfigForms().filter(({ kind, defaultConfig }) => {
      const draft = {
        v: 1,
        edges: [],
        nodes: [{ id: 'a', kind, name: 'a', position: { x: 0, y: 0 }, config: defaultConfig }],
      };
      return !parseDefinition(draft).ok;
    });
    expect(open.map(({ kind }) => kind)).toEqual(['task', 'agent', 'subworkflow', 'cancel']);
  });
});
