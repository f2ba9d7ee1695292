// Names only, apart from their schemas, so that a page which shows them does not load the schema library.

export const nodeKinds = [
  'start',
  'set',
  'decision',
  'decisionTable',
  'task',
  'approval',
  'http',
  'wait',
  'parallelSplit',
  'parallelJoin',
  'end',
] as const;
export type NodeKind = (typeof nodeKinds)[number];
