import { assignments, duties, retry, sources, stages } from './field-specs.ts';
import type { NodeKindSpec } from './node-kind-spec.ts';

export const agent: NodeKindSpec = {
  title: 'Agent step',
  description: 'A model does a task in turns, with tools it is permitted to use.',
  category: 'work',
  defaultConfig: { task: '', input: [], tools: [] },
  fields: [
    {
      path: 'task',
      label: 'Task',
      help: 'Its answer and its definition of done end the step',
      widget: 'picker',
      picker: 'task',
    },
    assignments('input', 'Input', 'Where each input of the task comes from'),
    {
      path: 'instructions',
      label: 'How to go about it',
      help: 'Added to the task’s instructions. Not a template: data never becomes an instruction',
      widget: 'multiline',
    },
    {
      path: 'tools',
      label: 'Tools',
      help: 'What is off does not exist for the model. Approval: people approve each call with its exact arguments',
      widget: 'tools',
    },
    stages('approval.stages', 'Who approves', 'For tools that need an approval; passed one after the other'),
    {
      path: 'onRejection',
      label: 'When a call is rejected',
      widget: 'enum',
      optionLabels: { tell: 'The model is told and goes on', fail: 'The step fails' },
    },
    { path: 'limits.turnsMax', label: 'Turns', help: 'Answers of a model, the last one included', widget: 'number' },
    { path: 'limits.callsMax', label: 'Tool calls', widget: 'number' },
    {
      path: 'limits.costMicroUsdMax',
      label: 'Cost in US dollars',
      help: 'Of all turns together; blank: what the budgets allow',
      widget: 'money',
    },
    {
      path: 'limits.timeMsMax',
      label: 'Time (ms)',
      help: 'Waiting for people does not count',
      widget: 'number',
      isAdvanced: true,
    },
    ...duties('approval.').map((field) => ({ ...field, isAdvanced: true })),
    { ...sources, isAdvanced: true },
    ...retry,
  ],
};
