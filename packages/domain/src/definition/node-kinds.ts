// Names only, apart from their schemas, so that a page which shows them does not load the schema library.

export const nodeKinds = [
  'start',
  'set',
  'decision',
  'decisionTable',
  'task',
  'agent',
  'approval',
  'http',
  'script',
  'wait',
  'receive',
  'condition',
  'send',
  'subworkflow',
  'forEach',
  'loop',
  'region',
  'race',
  'parallelSplit',
  'inclusiveSplit',
  'join',
  'cancel',
  'compensate',
  'end',
] as const;
export type NodeKind = (typeof nodeKinds)[number];
