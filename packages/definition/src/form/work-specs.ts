import { agent } from './agent-spec.ts';
import { assignments, calendar, duties, retry, sources, stages } from './field-specs.ts';
import type { NodeKindSpec } from './node-kind-spec.ts';

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
    stages('stages', 'Stages', 'Passed one after the other'),
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
    ...duties(''),
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

/** Kinds that do something outside: by people, suppliers and other systems. */
export const workSpecs = {
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
  agent,
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
} as const satisfies Record<string, NodeKindSpec>;
