import { type Actor, jsonValueSchema, runIdSchema, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';

export const listCorrectionsInput = z.object({ runId: runIdSchema, stepId: stepIdSchema });

const correctionSchema = z.object({
  id: z.string(),
  output: jsonValueSchema,
  reason: z.string(),
  personLabel: z.string(),
  /** The request with whose answer it came; null: on the run's page. */
  approvalId: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type AnswerCorrection = z.infer<typeof correctionSchema>;
export const correctionListSchema = z.object({ items: z.array(correctionSchema) });

const shownMax = 20;

/** What people said a step should have answered, newest first; the newest twenty. */
export const listCorrections = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listCorrectionsInput>,
): Promise<z.infer<typeof correctionListSchema>> => {
  authorise(actor, 'runs.read');
  const { runId, stepId } = listCorrectionsInput.parse(raw);
  const rows = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<Omit<AnswerCorrection, 'createdAt'> & { readonly createdAt: Date }>(
      `SELECT id, output, reason, person_label AS "personLabel", approval_id AS "approvalId", created_at AS "createdAt"
       FROM correction WHERE organisation_id = $1 AND run_id = $2 AND step_id = $3 ORDER BY id DESC LIMIT ${shownMax}`,
      [actor.organisationId, runId, stepId],
    ),
  );
  return { items: rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })) };
};
