import { type Actor, jsonObjectSchema, jsonValueSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { keysetPageSchema, toKeysetPage } from '../keyset-page.ts';
import { requireTask } from '../tasks/task-record.ts';
import { caseSources } from './labelled-case-record.ts';

export const listCasesInput = z.object({
  slug: slugSchema,
  label: z.string().max(200).optional(),
  cursor: z.uuid().nullish(),
  limit: z.int().min(1).max(200).default(50),
});

const caseSchema = z.object({
  id: z.string(),
  input: jsonObjectSchema,
  expected: jsonValueSchema,
  label: z.string().nullable(),
  source: z.enum(caseSources),
  at: z.iso.datetime(),
});
export type LabelledCaseView = z.infer<typeof caseSchema>;
export const casePageSchema = keysetPageSchema(caseSchema);

/** Labelled cases of a task, newest first. They hold the task's data, so whoever may edit the task sees them. */
export const listCases = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listCasesInput>,
): Promise<z.infer<typeof casePageSchema>> => {
  authorise(actor, 'tasks.edit');
  const { slug, label, cursor, limit } = listCasesInput.parse(raw);
  const rows = await app.db.transaction(tenant(actor), async (tx) => {
    const task = await requireTask(tx, actor.organisationId, slug);
    return tx.query<Omit<LabelledCaseView, 'at'> & { readonly at: Date }>(
      `SELECT id, input, expected, label, source, at FROM labelled_case
       WHERE organisation_id = $1 AND task_id = $2 AND ($3::uuid IS NULL OR id < $3) AND ($4::text IS NULL OR label = $4)
       ORDER BY id DESC LIMIT $5`,
      [actor.organisationId, task.id, cursor ?? null, label ?? null, limit + 1],
    );
  });
  return toKeysetPage(rows, limit, (row) => ({ ...row, at: row.at.toISOString() }));
};
