import { calendar } from './field-specs.ts';
import type { NodeKindSpec } from './node-kind-spec.ts';

/** Kinds that wait for time and messages. */
export const eventSpecs = {
  wait: {
    title: 'Wait',
    description: 'Goes on after a time, or at a date.',
    category: 'events',
    defaultConfig: { for: 'PT1H' },
    fields: [
      { path: 'for', label: 'For', help: 'A duration such as PT30M, PT4H or P2D', widget: 'duration' },
      calendar,
      {
        path: 'until',
        label: 'Until',
        help: 'An expression giving a date; instead of a duration',
        widget: 'expression',
      },
    ],
  },
  receive: {
    title: 'Receive message',
    description: 'Waits for a message from another run or system; one that came early counts.',
    category: 'events',
    defaultConfig: { message: 'message' },
    fields: [
      { path: 'message', label: 'Message', help: 'Its name, such as payment.settled', widget: 'text' },
      {
        path: 'key',
        label: 'Key',
        help: 'Only a message with this key is meant, such as input.orderId; none given: the id of the run',
        widget: 'expression',
      },
    ],
  },
  condition: {
    title: 'Wait for condition',
    description: 'Goes on as soon as something is true of this run.',
    category: 'events',
    defaultConfig: { when: 'vars.isReady == true' },
    fields: [
      {
        path: 'when',
        label: 'When',
        help: 'Asked again whenever the run moves, such as vars.isReady',
        widget: 'expression',
      },
    ],
  },
  send: {
    title: 'Send message',
    description: 'Tells another run, or all that wait, that something happened.',
    category: 'events',
    defaultConfig: { message: 'message' },
    fields: [
      { path: 'message', label: 'Message', help: 'Its name, such as payment.settled', widget: 'text' },
      { path: 'key', label: 'Key', help: 'Whom it is for; none given: the id of this run', widget: 'expression' },
      { path: 'payload', label: 'Content', help: 'Its value is the output of the waiting step', widget: 'expression' },
      {
        path: 'to',
        label: 'For',
        widget: 'enum',
        optionLabels: { one: 'One that waits', all: 'All that wait now' },
      },
      {
        path: 'isKept',
        label: 'Keep until somebody waits',
        help: 'Otherwise a message nobody waits for is dropped',
        widget: 'boolean',
      },
    ],
  },
} as const satisfies Record<string, NodeKindSpec>;

/** Kinds that hold a body. */
export const containerSpecs = {
  forEach: {
    title: 'For each',
    description: 'Does its body once per item of a list.',
    category: 'repeat',
    defaultConfig: { items: 'input.items' },
    fields: [
      {
        path: 'items',
        label: 'List',
        help: 'An expression giving a list; each entry is read as item',
        widget: 'expression',
      },
      { path: 'atOnce', label: 'At once', help: '1 is one after the other', widget: 'number' },
      {
        path: 'collect',
        label: 'Result of an item',
        help: 'Gathered in steps.<this>.output.results, in the order of the list',
        widget: 'expression',
      },
      {
        path: 'stopWhen',
        label: 'Enough when',
        help: 'Asked after each item, such as round.completed >= 3',
        widget: 'expression',
      },
      {
        path: 'rest',
        label: 'The rest, when there is enough',
        widget: 'enum',
        optionLabels: { cancel: 'Is cancelled', finish: 'Finishes by itself' },
      },
      {
        path: 'onItemFailure',
        label: 'When an item fails',
        widget: 'enum',
        optionLabels: { fail: 'The whole fails', continue: 'The others go on' },
      },
    ],
  },
  loop: {
    title: 'Loop',
    description: 'Does its body again until a condition says stop.',
    category: 'repeat',
    defaultConfig: { until: 'vars.isDone == true', roundsMax: 100 },
    fields: [
      { path: 'while', label: 'While', help: 'Asked before each round', widget: 'expression' },
      { path: 'until', label: 'Until', help: 'Asked after each round', widget: 'expression' },
      { path: 'roundsMax', label: 'Rounds at most', help: 'One more fails', widget: 'number' },
    ],
  },
  region: {
    title: 'Region',
    description: 'A part that is cancelled, timed or caught as a whole; with a key, one at a time.',
    category: 'repeat',
    defaultConfig: {},
    fields: [
      {
        path: 'key',
        label: 'One at a time for',
        help: 'Such as input.customerId: regions with the same key wait for each other',
        widget: 'expression',
      },
      { path: 'atOnce', label: 'At most at once', widget: 'number', isAdvanced: true },
    ],
  },
} as const satisfies Record<string, NodeKindSpec>;

/** Kinds that only lead on. */
export const pathSpecs = {
  race: {
    title: 'Race',
    description: 'Whichever comes first wins, the others are withdrawn.',
    category: 'flow',
    defaultConfig: {},
    fields: [],
  },
  parallelSplit: {
    title: 'Parallel split',
    description: 'Takes every path at once.',
    category: 'flow',
    defaultConfig: {},
    fields: [{ path: 'copies', label: 'Copies per path', widget: 'number', isAdvanced: true }],
  },
  inclusiveSplit: {
    title: 'Inclusive split',
    description: 'Takes every path whose condition is true.',
    category: 'flow',
    defaultConfig: {},
    fields: [],
  },
  join: {
    title: 'Join',
    description: 'Waits for the paths that were taken, or for the first of them, then goes on once.',
    category: 'flow',
    defaultConfig: {},
    fields: [
      {
        path: 'wait',
        label: 'Waits for',
        widget: 'enum',
        optionLabels: {
          taken: 'Every path that was taken',
          every: 'Every path that leads here',
          some: 'The first to arrive',
        },
      },
      {
        path: 'needed',
        label: 'How many',
        help: 'The first so many to arrive',
        widget: 'number',
        isShownWhen: { path: 'wait', is: 'some' },
      },
      {
        path: 'rest',
        label: 'The rest',
        widget: 'enum',
        optionLabels: { finish: 'Finishes and is ignored', cancel: 'Is cancelled' },
        isShownWhen: { path: 'wait', is: 'some' },
      },
    ],
  },
  cancel: {
    title: 'Cancel steps',
    description: 'Withdraws what is under way elsewhere in this run.',
    category: 'flow',
    defaultConfig: { nodes: [] },
    fields: [
      {
        path: 'nodes',
        label: 'Steps',
        help: 'A region is withdrawn with all inside it',
        widget: 'texts',
        picker: 'node',
      },
    ],
  },
  compensate: {
    title: 'Undo',
    description: 'Follows the “compensate” paths of completed steps, last first.',
    category: 'flow',
    defaultConfig: {},
    fields: [],
  },
} as const satisfies Record<string, NodeKindSpec>;
