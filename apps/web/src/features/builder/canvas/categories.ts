import type { NodeConfigForm } from '@switchyard/definition';

export const categoryLabels: Record<NodeConfigForm['category'], string> = {
  work: 'Work',
  people: 'People',
  data: 'Data',
  flow: 'Flow',
  repeat: 'Repeat and enclose',
  events: 'Time and messages',
  ends: 'Begin and end',
};

export const categoryOrder: readonly NodeConfigForm['category'][] = [
  'work',
  'people',
  'data',
  'flow',
  'repeat',
  'events',
  'ends',
];

/** What a palette entry carries while it is dragged. */
export const draggedKindType = 'application/x-switchyard-kind';
