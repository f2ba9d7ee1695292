import { type Actor, jsonValueSchema, runIdSchema, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise, requirePerson } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { lockRun } from '../runs/run-record.ts';
import { recordCorrection } from './record-correction.ts';

export const correctAnswerInput = z.object({
  runId: runIdSchema,
  stepId: stepIdSchema,
  /** What would have been right; it must fit the task's output. */
  output: jsonValueSchema,
  reason: z.string().trim().max(2000).default(''),
});
export const correctedAnswerSchema = z.object({
  /** Null: it says what the step says, and nothing was kept. */
  correctionId: z.string().nullable(),
});

/**
 * A person says on the run's page what a finished step should have answered. Nothing of the run changes; the task learns from it.
 * Throws `not_found`, `not_permitted_now` while there is no answer, `invalid_input` for what does not fit the task.
 */
export const correctAnswer = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof correctAnswerInput>,
): Promise<z.infer<typeof correctedAnswerSchema>> => {
  authorise(actor, 'runs.operate');
  const person = requirePerson(actor);
  const { runId, stepId, output, reason } = correctAnswerInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    await lockRun(tx, actor.organisationId, runId);
    const correction = { runId, stepId, output, reason, approvalId: null, at: app.now() };
    const kept = await recordCorrection(tx, person, correction);
    return { correctionId: kept?.id ?? null };
  });
};
