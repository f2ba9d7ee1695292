import { draftDefinitionSchema } from '@switchyard/domain';
import { describe, expect, it } from 'vitest';
import { lintDefinition } from './lint-definition.ts';
import type { LintReferences } from './lint-references.ts';

const digest = 'a'.repeat(64);
const refund = { kind: 'mcp', server: 'shop', tool: 'refund', digest, permission: 'approval' };
const stages = [{ name: 'Money', who: { users: [], groups: [], roles: ['approver'] }, approvalsNeeded: 1 }];

const references: LintReferences = {
  tasks: [{ slug: 'help', dataClass: 'internal' }],
  sources: [],
  secrets: [],
  roles: ['approver'],
  toolServers: [
    { slug: 'shop', dataClassMax: 'internal', tools: [{ name: 'refund', digest, problem: null }] },
    { slug: 'open', dataClassMax: 'public', tools: [{ name: 'refund', digest, problem: 'its schema is too large' }] },
  ],
};

const problemsOf = (config: object): string[] => {
  const at = { position: { x: 0, y: 0 } };
  const draft = draftDefinitionSchema.parse({
    v: 1,
    nodes: [
      { id: 'start', kind: 'start', name: 'Start', config: {}, ...at },
      { id: 'help', kind: 'agent', name: 'Help', config: { task: 'help', ...config }, ...at },
      { id: 'done', kind: 'end', name: 'Done', config: {}, ...at },
    ],
    edges: [
      { id: 'e1', from: 'start', to: 'help' },
      { id: 'e2', from: 'help', to: 'done' },
    ],
  });
  return lintDefinition(draft, references).map(({ rule, path }) => `${rule} ${path ?? ''}`.trim());
};

describe('lint of an agent step', () => {
  it('has nothing against one whose tools, approvers and limits fit', () => {
    expect(problemsOf({ tools: [refund], approval: { stages } })).toEqual([]);
  });
  it.each<[string, object, string[]]>([
    ['no tools', { tools: [] }, ['agent-without-tools tools']],
    ['nobody to approve', { tools: [refund] }, ['agent-approvers approval']],
    [
      'approvers that do not exist',
      {
        tools: [refund],
        approval: { stages: [{ name: 'A', who: { users: [], groups: [], roles: ['nobody'] }, approvalsNeeded: 1 }] },
      },
      ['approval-unknown approval.stages[0].who'],
    ],
    [
      'a tool that has changed',
      { tools: [{ ...refund, permission: 'allowed', digest: 'b'.repeat(64) }] },
      ['tool-changed tools[0]'],
    ],
    ['a tool that is gone', { tools: [{ ...refund, permission: 'allowed', tool: 'pay' }] }, ['unknown-tool tools[0]']],
    [
      'a server that is gone',
      { tools: [{ ...refund, permission: 'allowed', server: 'none' }] },
      ['unknown-tool-server tools[0]'],
    ],
    [
      'a server that may not see the data, with a tool that cannot be checked',
      { tools: [{ ...refund, permission: 'allowed', server: 'open' }] },
      ['tool-data-class tools[0]', 'tool-unusable tools[0]'],
    ],
    ['the same tool twice', { tools: [{ kind: 'calculate' }, { kind: 'calculate' }] }, ['tool-twice tools[1]']],
    ['limits without room', { tools: [{ kind: 'calculate' }], limits: { turnsMax: 1 } }, ['agent-limits limits']],
    ['a source that is gone', { tools: [{ kind: 'source', source: 'none' }] }, ['unknown-source tools[0]']],
    [
      'a secret that is gone',
      {
        tools: [
          { kind: 'http', name: 'find', description: 'Finds.', url: 'https://example.com', bearerSecret: 'none' },
        ],
      },
      ['unknown-secret tools[0]'],
    ],
  ])('says: %s', (_what, config, problems) => {
    expect(problemsOf(config)).toEqual(problems);
  });
});
