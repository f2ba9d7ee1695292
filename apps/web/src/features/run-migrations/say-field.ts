/** What people call the fields of a step, where the name of the field is not that. */
const words: Readonly<Record<string, string>> = {
  assignments: 'the variables it sets',
  atOnce: 'how many at once',
  bearerSecret: 'the secret it signs in with',
  code: 'the script',
  collect: 'what it collects',
  copies: 'how many copies',
  deadline: 'the deadline',
  depthMax: 'how deep it may start itself',
  description: 'the description',
  ends: 'when the section ends',
  facts: 'the facts shown',
  for: 'how long it waits',
  form: 'the form',
  input: 'the input',
  inputs: 'the inputs',
  instructions: 'the instructions',
  isAwaited: 'whether it is waited for',
  isIdempotent: 'whether a repeat is safe',
  isKept: 'whether the message is kept',
  items: 'the items',
  key: 'the key',
  limits: 'the limits',
  message: 'the message',
  method: 'the method',
  needed: 'how many are needed',
  nodes: 'the steps it takes back',
  onItemFailure: 'what a failed item does',
  outcome: 'the outcome',
  output: 'the output',
  outputs: 'the outputs',
  payload: 'what the message carries',
  rest: 'what becomes of the others',
  retry: 'how it is tried again',
  roundsMax: 'the most rounds',
  rows: 'the rows',
  sources: 'the sources it reads',
  stages: 'who decides, and in which order',
  stopWhen: 'when it stops',
  task: 'the task',
  timeoutMs: 'how long it may take',
  title: 'the title',
  to: 'whom it goes to',
  tools: 'the tools',
  until: 'until when it waits',
  url: 'the address',
  wait: 'how long it waits',
  when: 'the condition',
  while: 'the condition of another round',
  who: 'who is asked',
  workflow: 'the workflow it starts',
};

/** `allowsChanges` → `allows changes` */
const spell = (name: string): string => name.replace(/([A-Z])/g, (capital) => ` ${capital.toLowerCase()}`);

/** A field that differs, as the engine names it (`config.deadline`, `boundary.late`, `publisher`), in words. */
export const sayField = (field: string): string => {
  if (field === 'publisher') return 'published by somebody who may not decide on it';
  const [part, name = ''] = [field.slice(0, field.indexOf('.')), field.slice(field.indexOf('.') + 1)];
  return part === 'boundary' ? `the event “${name}”` : (words[name] ?? spell(name));
};
