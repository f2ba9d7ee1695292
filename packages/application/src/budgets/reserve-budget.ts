import { type BudgetPeriod, type BudgetScope, DomainError, type OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { askForMoney, isLow } from './ask-for-money.ts';
import { keepBeat } from './beat.ts';
import { deskOf, promise, tillOf } from './desk.ts';
import { findBudgetKeys } from './known-budgets.ts';

/** What a call is of; each that is named makes it count against the budgets of that thing. */
export interface BudgetScopes {
  readonly workflowId?: string | null;
  readonly taskId?: string | null;
  readonly supplierId?: string | null;
  readonly apiKeyId?: string | null;
  readonly personId?: string | null;
  /** Budgets per run count a call of a run only. */
  readonly runId?: string | null;
}

export interface BudgetRequest {
  readonly organisationId: OrganisationId;
  readonly scopes: BudgetScopes;
  /** The most the call can cost: input tokens and the largest output at the candidate's price. 0 for what is free. */
  readonly worstCaseMicroUsd: number;
  /** A reservation that nobody settled for so long is settled as unknown, at the worst case. Longer than the call's timeout. */
  readonly ttlMs: number;
}

/** The budget that does not admit a call, in words and numbers for an error or an approval. */
export interface BudgetRefusal {
  readonly id: string;
  readonly periodId: string;
  readonly name: string;
  readonly scope: BudgetScope;
  readonly period: BudgetPeriod;
  readonly capMicroUsd: number;
  /** Settled, and what is counted although its cost is unknown. */
  readonly spentMicroUsd: number;
  /** Held by calls under way: some of it will come back. */
  readonly heldMicroUsd: number;
  /** ISO; null: a budget per run does not come back. */
  readonly resetsAt: string | null;
}

export type BudgetAnswer =
  | { readonly kind: 'reserved'; readonly reservationId: string }
  | { readonly kind: 'refused'; readonly budget: BudgetRefusal };

/** Of calls that fall under no budget, or cost nothing: nothing is held. */
export const noReservation = '';

/**
 * Holds a call's worst case in every budget that it falls under, or in none. Ask before each call that can cost anything, and
 * settle what it came to with `settleBudget`. Mostly answered from what this process has leased, without the database. Throws
 * `unavailable` when the database has to be asked and does not answer: then the call must not be made.
 */
export const reserveBudget = async (app: App, request: BudgetRequest): Promise<BudgetAnswer> => {
  const { organisationId, worstCaseMicroUsd, ttlMs } = request;
  if (worstCaseMicroUsd === 0) return { kind: 'reserved', reservationId: noReservation };
  requireAmount(worstCaseMicroUsd);
  const keys = await findBudgetKeys(app, organisationId, request.scopes);
  if (keys.length === 0) return { kind: 'reserved', reservationId: noReservation };
  const desk = deskOf(app);
  const till = tillOf(desk, organisationId);
  keepBeat(app, desk);
  const call = { keys, worstMicroUsd: worstCaseMicroUsd, ttlMs };
  const reservation = till.waiting.length === 0 && !till.isServing ? promise(desk, till, call) : null;
  if (reservation) {
    if (!till.isAsking && isLow(till)) void askForMoney(app, desk, till);
    return { kind: 'reserved', reservationId: reservation.id };
  }
  return new Promise((answer, fail) => {
    till.waiting.push({ ...call, answer, fail });
    void askForMoney(app, desk, till);
  });
};

/** A wrong number here would hold nothing, or everything. */
const requireAmount = (microUsd: number): void => {
  if (Number.isSafeInteger(microUsd) && microUsd > 0) return;
  throw new DomainError(
    'invalid_input',
    `A call's worst case must be a whole number of micro-dollars, not ${microUsd}.`,
  );
};
