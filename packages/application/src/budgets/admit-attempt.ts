import { setTimeout as delay } from 'node:timers/promises';
import type { Candidate, Failure, OrganisationId, TaskSpec } from '@switchyard/domain';
import { type AttemptAdmission, type AttemptIntent, type RoutableSupplier, worstCaseOf } from '@switchyard/routing';
import type { App } from '../app.ts';
import { sayInstant, sayMoney } from './budget-words.ts';
import { type BudgetRefusal, type BudgetScopes, reserveBudget } from './reserve-budget.ts';
import { settleBudget } from './settle-budget.ts';

/** What the attempts of one AI task may spend. */
export interface AttemptSpending {
  readonly organisationId: OrganisationId;
  readonly scopes: BudgetScopes;
  /** A person chose a cheaper answer over waiting for money: whom there is no money for is passed over. */
  readonly isDowngraded: boolean;
  readonly task: TaskSpec;
  readonly inputTokens: number;
  readonly suppliers: readonly RoutableSupplier[];
  readonly signal: AbortSignal;
}

/** A reservation outlives its call by this much before it counts as unknown. */
const ttlBeyondMs = 60_000;
/** Money that calls under way hold is waited for this long, asked for this often. */
const waitForMs = 10_000;
const askEveryMs = 250;
/** What a correction sends beside the answer before it. */
const feedbackTokens = 1000;

/** Holds an attempt's worst case in every budget it falls under, and settles it when it is over. */
export const admitAttempt = async (
  app: App,
  spending: AttemptSpending,
  intent: AttemptIntent,
): Promise<AttemptAdmission> => {
  const { organisationId, scopes, task, signal } = spending;
  const request = {
    organisationId,
    scopes: { ...scopes, supplierId: intent.candidate.supplierId },
    worstCaseMicroUsd: worstCaseOfAttempt(spending, intent),
    ttlMs: task.timeoutMs + ttlBeyondMs,
  };
  const untilMs = performance.now() + waitForMs;
  for (;;) {
    const answer = await reserveBudget(app, request);
    if (answer.kind === 'reserved') {
      const { reservationId } = answer;
      return { kind: 'admitted', settle: (cost) => void settleBudget(app, reservationId, cost).catch(() => undefined) };
    }
    const isPassing = mayPass(answer.budget, request.worstCaseMicroUsd);
    if (!isPassing || performance.now() >= untilMs) {
      return {
        kind: 'refused',
        failure: budgetFailure(answer.budget, request.worstCaseMicroUsd, isPassing),
        mayPassOver: spending.isDowngraded,
      };
    }
    await delay(askEveryMs, undefined, { signal });
  }
};

/** The most an attempt can cost, in micro-dollars. */
export const worstCaseOfAttempt = (
  { task, inputTokens, suppliers }: AttemptSpending,
  intent: AttemptIntent,
): number => {
  const price = priceOf(suppliers, intent.candidate);
  const again = intent.isCorrection ? task.maxOutputTokens + feedbackTokens : 0;
  return worstCaseOf({ inputTokens: inputTokens + again, maxOutputTokens: task.maxOutputTokens, price });
};

const priceOf = (suppliers: readonly RoutableSupplier[], { supplierId, modelId }: Candidate) =>
  suppliers.find(({ id }) => id === supplierId)?.models.find(({ id }) => id === modelId)?.price ?? null;

/** There would be room if calls under way came to nothing: some of what they hold comes back. */
const mayPass = ({ capMicroUsd, spentMicroUsd }: BudgetRefusal, worstCaseMicroUsd: number): boolean =>
  spentMicroUsd + worstCaseMicroUsd <= capMicroUsd;

/** `The budget “Lab” has run out: $9.98 of $10 spent, and this call may cost $0.05. It begins anew on 2026-12-01.` */
export const sayRefusal = (budget: BudgetRefusal, worstCaseMicroUsd: number): string => {
  const { name, spentMicroUsd, capMicroUsd, heldMicroUsd, resetsAt } = budget;
  const held = heldMicroUsd > 0 ? `, ${sayMoney(heldMicroUsd)} held by calls under way` : '';
  const again = resetsAt === null ? '' : ` It begins anew at ${sayInstant(resetsAt)}.`;
  return `The budget “${name}” has run out: ${sayMoney(spentMicroUsd)} of ${sayMoney(capMicroUsd)} spent${held}, and this call may cost up to ${sayMoney(worstCaseMicroUsd)}.${again}`;
};

const budgetFailure = (budget: BudgetRefusal, worstCaseMicroUsd: number, isPassing: boolean): Failure => ({
  code: 'budget_exhausted',
  message: sayRefusal(budget, worstCaseMicroUsd),
  details: { budget: { ...budget }, worstCaseMicroUsd },
  retryable: isPassing,
});
