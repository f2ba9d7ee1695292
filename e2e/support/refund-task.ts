import type { APIRequestContext } from '@playwright/test';
import { tell } from './api.ts';
import { unique } from './unique.ts';

/** A published task that says whether a text asks for money back, under a name of its own that begins with `called`. */
export const publishRefundTask = async (request: APIRequestContext, called: string) => {
  const name = unique(called);
  const slug = name.toLowerCase().replaceAll(' ', '-');
  const spec = {
    slug,
    name,
    instructions: 'Say whether the text asks for money back.',
    input: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } },
    output: { type: 'object', required: ['answer'], properties: { answer: { type: 'string' } } },
    checks: [{ kind: 'rule', name: 'Says something', expression: 'output.answer != ""' }],
    dataClass: 'internal',
    allowedSuppliers: ['openai'],
  };
  const { id } = await tell(request, 'tasks.create', { spec });
  await tell(request, 'tasks.publish', { slug });
  return { id, name, slug, spec };
};
