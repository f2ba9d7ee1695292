import type { NodeKind } from '@switchyard/domain';
import { assignments, sources } from './field-specs.ts';
import { containerSpecs, eventSpecs, pathSpecs } from './flow-specs.ts';
import type { NodeKindSpec } from './node-kind-spec.ts';
import { workSpecs } from './work-specs.ts';

/** Palette order, words and fields per kind. */
export const nodeKindSpecs: { readonly [Kind in NodeKind]: NodeKindSpec } = {
  start: {
    title: 'Start',
    description: 'Where every run begins: by a form, the API, a webhook or a schedule.',
    category: 'ends',
    defaultConfig: {},
    fields: [
      { path: 'triggers', label: 'Triggers', help: 'What may start a run', widget: 'triggers' },
      { path: 'input', label: 'Input', help: 'The fields a run is started with', widget: 'schema' },
    ],
  },
  ...workSpecs,
  decisionTable: {
    title: 'Decision table',
    description: 'Rules from top to bottom give results.',
    category: 'data',
    defaultConfig: {
      inputs: [{ label: 'Input', value: 'input.amount' }],
      outputs: ['result'],
      rules: [{ when: [''], output: ['"default"'] }],
    },
    fields: [
      {
        path: 'inputs',
        label: 'Inputs',
        widget: 'list',
        fields: [
          { path: 'label', label: 'Label', widget: 'text' },
          { path: 'value', label: 'Value', widget: 'expression' },
        ],
      },
      { path: 'outputs', label: 'Outputs', help: 'Names of the results', widget: 'texts' },
      {
        path: 'rules',
        label: 'Rules',
        help: 'A cell is a condition such as value > 100; a blank one matches all',
        widget: 'table',
      },
      {
        path: 'hitPolicy',
        label: 'Which rules count',
        widget: 'enum',
        optionLabels: { first: 'The first that matches', unique: 'Exactly one may match', collect: 'All that match' },
      },
      sources,
    ],
  },
  set: {
    title: 'Set variables',
    description: 'Computes values that later steps read as vars.<name>.',
    category: 'data',
    defaultConfig: { assignments: [{ name: 'result', value: 'null' }] },
    fields: [assignments('assignments', 'Variables', 'From top to bottom; later ones see earlier ones')],
  },
  decision: {
    title: 'Decision',
    description: 'Takes the first path whose condition is true, else the “otherwise” path.',
    category: 'flow',
    defaultConfig: {},
    fields: [sources],
  },
  ...pathSpecs,
  ...containerSpecs,
  ...eventSpecs,
  end: {
    title: 'End',
    description: 'Finishes the run with an outcome.',
    category: 'ends',
    defaultConfig: { outcome: 'completed' },
    fields: [
      {
        path: 'ends',
        label: 'Ends',
        widget: 'enum',
        optionLabels: { path: 'This path', run: 'The whole run, whatever else is under way' },
      },
      { path: 'outcome', label: 'Outcome', help: 'A short word such as paid or rejected', widget: 'text' },
      assignments('output', 'Output', 'What the run gives back'),
    ],
  },
};
