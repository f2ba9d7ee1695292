import { draftDefinitionSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';

const fileSchema = z.object({
  format: z.literal('switchyard-workflow'),
  v: z.literal(1),
  slug: slugSchema,
  name: z.string().trim().min(1).max(120),
  description: z.string().max(2000).default(''),
  definition: draftDefinitionSchema,
});

export type WorkflowImport =
  | { readonly ok: true; readonly file: z.infer<typeof fileSchema> }
  | { readonly ok: false; readonly message: string };

/** A workflow from the text of a file, or what is wrong with it. */
export const parseWorkflowFile = (text: string): WorkflowImport => {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return { ok: false, message: 'This file is not JSON.' };
  }
  const parsed = fileSchema.safeParse(content);
  if (parsed.success) return { ok: true, file: parsed.data };
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') ?? '';
  return { ok: false, message: `This is not a workflow of Switchyard${place ? `: look at ${place}` : ''}.` };
};
