import { type DraftDefinition, type DraftNode, type NodeKind, portsOf } from '@switchyard/domain';

const stems: Record<NodeKind, string> = {
  start: 'start',
  set: 'values',
  decision: 'decision',
  decisionTable: 'table',
  task: 'task',
  agent: 'agent',
  approval: 'approval',
  http: 'request',
  script: 'script',
  wait: 'wait',
  receive: 'message',
  condition: 'condition',
  send: 'send',
  subworkflow: 'workflow',
  forEach: 'each',
  loop: 'loop',
  region: 'region',
  race: 'race',
  parallelSplit: 'split',
  inclusiveSplit: 'options',
  join: 'join',
  cancel: 'cancel',
  compensate: 'undo',
  end: 'end',
};

const firstFree = (taken: ReadonlySet<string>, name: (ordinal: number) => string): string => {
  let ordinal = 1;
  while (taken.has(name(ordinal))) ordinal += 1;
  return name(ordinal);
};

/** A node id nothing else has, readable in expressions: `task`, `task2`, `task3` … */
export const nextNodeId = (taken: ReadonlySet<string>, kind: NodeKind): string =>
  firstFree(taken, (ordinal) => (ordinal === 1 ? stems[kind] : `${stems[kind]}${ordinal}`));

/** The id of a copy: the same word with the next free number. */
export const nextCopyId = (taken: ReadonlySet<string>, id: string): string => {
  const stem = id.replace(/\d+$/, '').slice(0, 58) || 'node';
  return firstFree(taken, (ordinal) => (ordinal === 1 ? stem : `${stem}${ordinal}`));
};

/** The name of a new boundary event: no way out of the node, nor another event, has it. */
export const nextBoundaryId = (node: DraftNode, stem: string): string => nextCopyId(new Set(portsOf(node)), stem);

export const nextEdgeId = (taken: ReadonlySet<string>): string => firstFree(taken, (ordinal) => `e${ordinal}`);

export const nodeIdsOf = (draft: DraftDefinition): Set<string> => new Set(draft.nodes.map((node) => node.id));
export const edgeIdsOf = (draft: DraftDefinition): Set<string> => new Set(draft.edges.map((edge) => edge.id));
