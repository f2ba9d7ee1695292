import type { JsonObject, NodeKind } from '@switchyard/domain';
import type { FieldSpec } from './form-field.ts';

export interface NodeKindSpec {
  readonly title: string;
  readonly description: string;
  readonly category: 'work' | 'people' | 'data' | 'flow' | 'repeat' | 'events' | 'ends';
  /** Config of a node fresh from the palette; may still lack what only a person knows. */
  readonly defaultConfig: JsonObject;
  readonly fields: readonly FieldSpec[];
}

const assignments = (path: string, label: string, help: string): FieldSpec => ({
  path,
  label,
  help,
  widget: 'list',
  fields: [
    { path: 'name', label: 'Name', widget: 'text' },
    { path: 'value', label: 'Value', help: 'An expression such as input.total * 2', widget: 'expression' },
  ],
});

const sources: FieldSpec = {
  path: 'sources',
  label: 'Sources of truth',
  help: 'What this step may read; the version read is recorded. Read it as sources.<slug>.',
  widget: 'texts',
  picker: 'source',
};

const calendar: FieldSpec = {
  path: 'calendar',
  label: 'In business time',
  help: 'Hours count while the calendar is open; a day is the same time on the next open day',
  widget: 'picker',
  picker: 'calendar',
};

const retry: readonly FieldSpec[] = [
  {
    path: 'retry.maxAttempts',
    label: 'Attempts',
    help: 'Tries before the step fails',
    widget: 'number',
    isAdvanced: true,
  },
  {
    path: 'retry.initialDelayMs',
    label: 'First delay (ms)',
    help: 'Doubles with each attempt',
    widget: 'number',
    isAdvanced: true,
  },
  { path: 'retry.maxDelayMs', label: 'Longest delay (ms)', widget: 'number', isAdvanced: true },
];

const approval: NodeKindSpec = {
  title: 'Approval',
  description: 'People decide: approve, reject or ask for changes.',
  category: 'people',
  defaultConfig: {
    title: 'Please approve',
    stages: [{ name: 'Approval', who: { users: [], groups: [], roles: ['approver'] }, approvalsNeeded: 1 }],
  },
  fields: [
    {
      path: 'title',
      label: 'Title',
      help: 'What the approver reads first, such as Invoice of {{ input.company }}',
      widget: 'template',
    },
    { path: 'description', label: 'Description', widget: 'template' },
    {
      path: 'stages',
      label: 'Stages',
      help: 'Passed one after the other',
      widget: 'list',
      fields: [
        { path: 'name', label: 'Name', widget: 'text' },
        { path: 'who.users', label: 'People', widget: 'texts', picker: 'user' },
        { path: 'who.groups', label: 'Groups', widget: 'texts', picker: 'group' },
        { path: 'who.roles', label: 'Roles', widget: 'texts', picker: 'role' },
        { path: 'approvalsNeeded', label: 'Approvals needed', help: 'By different people', widget: 'number' },
      ],
    },
    {
      path: 'facts',
      label: 'Facts',
      help: 'Shown at the top of the request',
      widget: 'list',
      fields: [
        { path: 'label', label: 'Label', widget: 'text' },
        { path: 'value', label: 'Value', widget: 'expression' },
      ],
    },
    {
      path: 'evidence',
      label: 'Evidence',
      help: 'Steps whose results are shown; none chosen shows every AI step before',
      widget: 'texts',
      picker: 'node',
    },
    {
      path: 'risk',
      label: 'Risk',
      widget: 'enum',
      optionLabels: { low: 'Low', high: 'High: the approver confirms who they are' },
    },
    {
      path: 'isSeparationOfDuties',
      label: 'Four eyes',
      help: 'Whoever asked for it, or published this workflow, may not decide',
      widget: 'boolean',
    },
    { path: 'allowsChanges', label: 'Changes may be requested', widget: 'boolean' },
    { path: 'deadline', label: 'Deadline', help: 'Such as PT4H or P2D', widget: 'duration' },
    calendar,
    {
      path: 'onExpiry',
      label: 'When the deadline passes',
      widget: 'enum',
      optionLabels: { expire: 'Leave through “expired”', reject: 'Count as rejected' },
    },
    { path: 'form', label: 'Questions', help: 'Asked with the decision', widget: 'schema', isAdvanced: true },
  ],
};

const http: NodeKindSpec = {
  title: 'HTTP request',
  description: 'Calls another system.',
  category: 'work',
  defaultConfig: { method: 'POST', url: 'https://' },
  fields: [
    { path: 'method', label: 'Method', widget: 'enum' },
    { path: 'url', label: 'Address', help: 'May contain {{ expressions }} after the host', widget: 'template' },
    { path: 'body', label: 'Body', help: 'An expression; its value is sent as JSON', widget: 'expression' },
    {
      path: 'headers',
      label: 'Headers',
      widget: 'list',
      fields: [
        { path: 'name', label: 'Name', widget: 'text' },
        { path: 'value', label: 'Value', widget: 'template' },
      ],
    },
    {
      path: 'bearerSecret',
      label: 'Secret',
      help: 'Sent as Authorization: Bearer …',
      widget: 'picker',
      picker: 'secret',
    },
    { path: 'timeoutMs', label: 'Time limit (ms)', widget: 'number', isAdvanced: true },
    {
      path: 'isIdempotent',
      label: 'May be repeated',
      help: 'The system ignores a second call with the same Idempotency-Key',
      widget: 'boolean',
      isAdvanced: true,
    },
    ...retry,
  ],
};

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
  task: {
    title: 'AI task',
    description: 'Given to the cheapest supplier that does it reliably enough.',
    category: 'work',
    defaultConfig: { task: '', input: [] },
    fields: [
      { path: 'task', label: 'Task', widget: 'picker', picker: 'task' },
      assignments('input', 'Input', 'Where each input of the task comes from'),
      sources,
      ...retry,
    ],
  },
  approval,
  http,
  script: {
    title: 'Script',
    description: 'JavaScript in a sandbox, for what expressions cannot say.',
    category: 'data',
    defaultConfig: { code: 'export const main = (input) => {\n  return input;\n};\n' },
    fields: [
      assignments('input', 'Input', 'What main(input) is given'),
      {
        path: 'code',
        label: 'Code',
        help: 'main(input) returns the output. No network, files or clock',
        widget: 'code',
      },
      { path: 'timeoutMs', label: 'Time limit (ms)', widget: 'number', isAdvanced: true },
      ...retry,
    ],
  },
  decision: {
    title: 'Decision',
    description: 'Takes the first path whose condition is true, else the “otherwise” path.',
    category: 'flow',
    defaultConfig: {},
    fields: [sources],
  },
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
  subworkflow: {
    title: 'Run a workflow',
    description: 'Runs another workflow as one step and waits for its end.',
    category: 'work',
    defaultConfig: { workflow: '' },
    fields: [
      {
        path: 'workflow',
        label: 'Workflow',
        help: 'As published when the step starts',
        widget: 'picker',
        picker: 'workflow',
      },
      assignments('input', 'Input', 'Where each input of the workflow comes from'),
      { path: 'isAwaited', label: 'Wait for its end', widget: 'boolean' },
      {
        path: 'depthMax',
        label: 'Depth',
        help: 'Runs inside runs before it fails',
        widget: 'number',
        isAdvanced: true,
      },
    ],
  },
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
