import type { NodeConfigForm } from '@switchyard/definition';

export const categoryLabels: Record<NodeConfigForm['category'], string> = {
  triggers: 'Begin and end',
  work: 'Work',
  people: 'People',
  flow: 'Flow',
  data: 'Data',
};

export const categoryOrder: readonly NodeConfigForm['category'][] = ['work', 'people', 'flow', 'data', 'triggers'];

/** What a palette entry carries while it is dragged. */
export const draggedKindType = 'application/x-switchyard-kind';
