import type { DraftDefinition } from '@switchyard/domain';
import type { LintReferences } from '../src/lint/lint-references.ts';

export type Draft = DraftDefinition;

/** What exists outside the fixtures. */
export const references: LintReferences = {
  tasks: [
    {
      slug: 'read-invoice',
      input: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    },
  ],
  sources: [
    { slug: 'vendor-list', authority: 'authoritative' },
    { slug: 'hearsay', authority: 'untrusted' },
  ],
  roles: ['approver'],
  users: ['ada@example.com'],
  groups: ['finance'],
  secrets: ['ledger'],
  workflows: [
    { slug: 'payment', isPublished: true },
    { slug: 'unfinished', isPublished: false },
    {
      slug: 'typed',
      isPublished: true,
      input: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] },
      outputs: ['total'],
    },
  ],
  ownSlug: 'invoice',
};

export const node = (id: string, kind: Draft['nodes'][number]['kind'], config = {}): Draft['nodes'][number] => ({
  id,
  kind,
  name: id,
  position: { x: 0, y: 0 },
  config,
});

export const plus = (draft: Draft, ...nodes: Draft['nodes']): Draft => ({
  ...draft,
  nodes: [...draft.nodes, ...nodes],
});

/** A small process: `kinds` by id, ways as `from port to`. */
export const draw = (
  kinds: Record<string, Draft['nodes'][number]['kind'] | Partial<Draft['nodes'][number]>>,
  ways: readonly string[],
): Draft => ({
  v: 1,
  nodes: Object.entries(kinds).map(([id, given]) =>
    typeof given === 'string' ? node(id, given, plainConfigs[given]) : { ...node(id, 'wait'), ...given },
  ),
  edges: ways.map((way, index) => {
    const [from = '', port = '', to = '', condition] = way.split(' ');
    return {
      id: `e${index}`,
      from,
      port,
      to,
      isOtherwise: condition === 'else',
      ...(condition && condition !== 'else' ? { condition } : {}),
    };
  }),
});

const plainConfigs: Partial<Record<Draft['nodes'][number]['kind'], object>> = {
  wait: { for: 'PT1M' },
  forEach: { items: '[1]' },
  loop: { until: 'round.index > 2' },
  receive: { message: 'paid' },
  set: { assignments: [{ name: 'a', value: '1' }] },
  condition: { when: 'true' },
  subworkflow: { workflow: 'payment' },
};
