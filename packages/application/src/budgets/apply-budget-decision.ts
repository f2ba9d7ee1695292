import type { Tally } from '@switchyard/approvals';
import { DomainError, type Failure, type JsonObject, type StepId, type UserActor } from '@switchyard/domain';
import { z } from 'zod';
import { appendAudit } from '../audit/append-audit.ts';
import { drive } from '../runs/drive.ts';
import { type TransitionPorts, transitionRun } from '../runs/transition.ts';
import { budgetChoices } from './budget-outcomes.ts';
import { topUpPeriod } from './top-up-budget.ts';

const answerSchema = z.object({ choice: z.enum(budgetChoices), amountUsd: z.number().optional() });

export interface BudgetWait {
  readonly runId: string;
  readonly stepId: StepId;
  readonly title: string;
  readonly periodId: string;
  /** The most that the step can need. */
  readonly worstCaseMicroUsd: number;
}

export interface BudgetDecision {
  readonly tally: Tally;
  readonly reason: string;
  readonly form: JsonObject | undefined;
  readonly at: Date;
}

/** Does what was decided about a step that waits for money: more of it, a cheaper answer, or the end of the step. */
export const applyBudgetDecision = async (
  ports: TransitionPorts,
  person: UserActor,
  wait: BudgetWait,
  { tally, reason, form, at }: BudgetDecision,
): Promise<void> => {
  if (tally !== 'approved') return stopStep(ports, wait, reason);
  const { choice, amountUsd } = answerSchema.parse(form ?? {});
  if (choice === 'top_up') {
    const amountMicroUsd = amountUsd === undefined ? wait.worstCaseMicroUsd : Math.round(amountUsd * 1_000_000);
    if (amountMicroUsd <= 0) throw new DomainError('invalid_input', 'Enter the amount to top up by.');
    await topUpPeriod(ports.tx, ports.app, person, { periodId: wait.periodId, amountMicroUsd, reason });
  }
  if (choice === 'downgrade_all') await downgradePeriod(ports, person, wait.periodId, at);
  await continueStep(ports, wait);
};

/** Whoever waits for this budget, now or until its period ends, takes the cheapest supplier that may do it. */
const downgradePeriod = async (
  { tx }: TransitionPorts,
  person: UserActor,
  periodId: string,
  at: Date,
): Promise<void> => {
  const [period] = await tx.query<{ budget_id: string; key: string; name: string }>(
    `UPDATE budget_period p SET downgraded_at = $3 FROM budget b
     WHERE b.id = p.budget_id AND p.organisation_id = $1 AND p.id = $2 RETURNING p.budget_id, p.key, b.name`,
    [person.organisationId, periodId, at],
  );
  if (!period) throw new DomainError('not_found', 'This budget does not exist, or no longer.');
  await appendAudit(tx, person, at, {
    type: 'budget.downgraded',
    target: { id: period.budget_id, label: period.name },
    payload: { period: period.key },
  });
};

/** A step that waits for money is tried again. */
export const continueStep = async (ports: TransitionPorts, { runId, stepId }: Pick<BudgetWait, 'runId' | 'stepId'>) => {
  const { tx, actor, after } = ports;
  await transitionRun(ports, actor.organisationId, runId, async (work) => {
    await tx.execute(
      `UPDATE step SET status = 'ready', available_at = now(), waiting_reason = NULL, error = NULL
       WHERE organisation_id = $1 AND id = $2 AND status = 'waiting'`,
      [actor.organisationId, stepId],
    );
    if (!work.run.pause) after.ring();
  });
};

const stopStep = async (ports: TransitionPorts, wait: BudgetWait, reason: string): Promise<void> => {
  const { tx, actor } = ports;
  const failure: Failure = {
    code: 'budget_exhausted',
    message: `${wait.title}. ${actor.kind === 'user' ? actor.name : 'Somebody'} stopped it: ${reason}`,
    details: {},
    retryable: false,
  };
  await transitionRun(ports, actor.organisationId, wait.runId, async (work) => {
    const [step] = await tx.query<{ ordinal: number }>(
      `UPDATE step SET status = 'failed', error = $3, finished_at = $4, waiting_reason = NULL
       WHERE organisation_id = $1 AND id = $2 AND status = 'waiting' RETURNING ordinal`,
      [actor.organisationId, wait.stepId, JSON.stringify(failure), work.at],
    );
    if (!step) throw new DomainError('not_permitted_now', 'This step does not wait any more; the run has moved on.');
    await drive(work, { type: 'node_failed', tokenId: step.ordinal, failure, isCaught: true });
  });
};
