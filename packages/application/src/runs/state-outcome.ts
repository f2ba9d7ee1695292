import {
  type Actor,
  DomainError,
  jsonValueSchema,
  type RunStatus,
  runIdSchema,
  stepIdSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import { stateCallOutcome } from '../agents/state-call-outcome.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { resumeStep } from './resume-step.ts';
import { lockRun } from './run-record.ts';
import { transitionRun } from './transition.ts';

export const stateOutcomeInput = z.object({
  runId: runIdSchema,
  stepId: stepIdSchema,
  /** Whether the effect took place. If not, the step is tried again under a new idempotency key. */
  happened: z.boolean(),
  reason: z.string().trim().min(1, 'Say how you know.').max(500),
  output: jsonValueSchema.default(null),
});

/** A person says whether a call whose outcome is unknown took effect; the run goes on accordingly. */
export const stateOutcome = (
  app: App,
  actor: Actor,
  raw: z.input<typeof stateOutcomeInput>,
): Promise<{ status: RunStatus }> => {
  authorise(actor, 'runs.operate');
  const { runId, stepId, happened, reason, output } = stateOutcomeInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx, after) => {
    await lockRun(tx, organisationId, runId);
    const [step] = await tx.query<{ name: string; kind: string }>(
      `SELECT name, kind FROM step WHERE organisation_id = $1 AND run_id = $2 AND id = $3 AND status = 'unknown' FOR UPDATE`,
      [organisationId, runId, stepId],
    );
    if (!step) throw new DomainError('not_permitted_now', 'The outcome of this step is not open.');
    await appendAudit(tx, actor, app.now(), {
      type: 'step.outcome-stated',
      target: { id: stepId, label: step.name },
      runId,
      payload: { happened, reason },
    });
    if (step.kind === 'agent') await stateCallOutcome({ app, tx, after, actor }, { runId, stepId, happened, output });
    else if (happened) {
      return {
        status: await resumeStep({ app, tx, after, actor }, { organisationId, runId, stepId, port: 'out', output }),
      };
    }
    // A transition of its own: it says what the run waits for now, and holds the step back while the run is paused.
    const status = await transitionRun({ app, tx, after, actor }, organisationId, runId, async (work) => {
      await tx.execute(
        `UPDATE step SET status = 'ready', available_at = now(), waiting_reason = NULL, error = NULL WHERE id = $1`,
        [stepId],
      );
      if (!work.run.pause) after.ring();
    });
    return { status };
  });
};
