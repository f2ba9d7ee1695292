import type { BoundaryEvent, JsonObject } from '@switchyard/domain';
import type { FormField } from './form-field.ts';

export interface BoundaryForm {
  readonly on: BoundaryEvent['on'];
  readonly title: string;
  readonly description: string;
  /** Name of the first event of its kind; also the port its path leaves from. */
  readonly stem: string;
  /** An event fresh from the menu, without its name. */
  readonly defaults: JsonObject;
  readonly fields: readonly FormField[];
}

const isInterrupting: FormField = {
  path: 'isInterrupting',
  label: 'Ends the step',
  help: 'Otherwise its path is taken beside the step, which goes on',
  widget: 'boolean',
  isRequired: false,
  defaultValue: true,
};

/** What may happen to a step while it is under way, with the form of each. */
export const boundaryForms: readonly BoundaryForm[] = [
  {
    on: 'timer',
    title: 'Time limit',
    description: 'Happens once, when the step has taken this long.',
    stem: 'late',
    defaults: { on: 'timer', after: 'P1D' },
    fields: [{ path: 'after', label: 'After', widget: 'duration', isRequired: true }, isInterrupting],
  },
  {
    on: 'error',
    title: 'Failure',
    description: 'The step failed, after all its attempts.',
    stem: 'caught',
    defaults: { on: 'error' },
    fields: [
      {
        path: 'codes',
        label: 'Only these failures',
        help: 'None chosen catches every failure',
        widget: 'texts',
        picker: 'failure',
        isRequired: false,
      },
    ],
  },
  {
    on: 'message',
    title: 'Message',
    description: 'A message came while the step was under way.',
    stem: 'told',
    defaults: { on: 'message', message: 'message' },
    fields: [
      {
        path: 'message',
        label: 'Message',
        help: 'Its name, such as order.withdrawn',
        widget: 'text',
        isRequired: true,
      },
      {
        path: 'key',
        label: 'Key',
        help: 'Only a message with this key is meant; none given: the id of the run',
        widget: 'expression',
        isRequired: false,
      },
      isInterrupting,
    ],
  },
];
