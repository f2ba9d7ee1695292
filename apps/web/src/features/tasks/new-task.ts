import { type TaskSpec, taskSpecSchema } from '@switchyard/domain';

/** Where a new task begins: a text in, one field out, one check. */
export const newTask = (slug: string, name: string): TaskSpec =>
  taskSpecSchema.parse({
    slug,
    name,
    instructions: 'Say what is to be done with the input, in the words you would use to a new colleague.',
    input: {
      type: 'object',
      properties: { document: { type: 'string', format: 'text', description: 'The text to work on' } },
      required: ['document'],
    },
    output: {
      type: 'object',
      properties: { answer: { type: 'string', description: 'The answer' } },
      required: ['answer'],
    },
    checks: [{ kind: 'rule', name: 'There is an answer', expression: "output.answer != ''" }],
    dataClass: 'internal',
  });
