import { DomainError } from '@switchyard/domain';
import { type Requirement, type RoutableModel, worstCaseOf } from '@switchyard/routing';
import { outputTokensDefault } from '@switchyard/suppliers';
import { type BudgetRefusal, reserveBudget } from '../budgets/index.ts';
import type { RegisteredSupplier } from '../routing/load-routing.ts';
import type { CallFacts } from './call-facts.ts';
import { ratesLeftOpen } from './call-prices.ts';
import type { CallSession } from './call-session.ts';

/** Money held for an attempt, and how much it may write for that. */
export interface HeldCall {
  readonly reservationId: string;
  /** Of all its answers together. */
  readonly outputTokensMax: number;
  /** A limit for each answer that the client did not name and that has to be sent, so that what is held suffices; else null. */
  readonly imposedTokensMax: number | null;
}

/**
 * Where a call names no limit and a budget has no room for all that the model could write: limits that are tried instead, so
 * that a budget neither overruns nor refuses a call that would have been short.
 */
const imposedLimits = [32_000, 8_000, 2_000] as const;

/** The most that one answer may hold, as the client limits it or as the model's window and format do. */
const answerTokensMaxOf = ({ facts }: CallSession, { kind }: RegisteredSupplier, model: RoutableModel): number => {
  if (facts.answerTokensMax !== null) return facts.answerTokensMax;
  // The format wants a limit: this one is written when it is translated to.
  if (kind === 'anthropic') return outputTokensDefault;
  return Math.max(1, model.contextTokens - facts.inputTokens);
};

const hostedHint =
  ' The supplier’s own tools may each read all of it again: limit them with max_tool_calls or max_uses.';

/** What a supplier reads on its own account may fill the window, and again after each thing that it does. */
export const mostRead = ({ inputTokensMax, hostedUsesMax }: CallFacts, { contextTokens }: RoutableModel): number =>
  Math.min(inputTokensMax, contextTokens) * (1 + hostedUsesMax);

const isPrice = (required: Requirement): boolean => required.startsWith('price:');

const extrasOf = ({ call, facts }: CallSession): string[] => [
  ...facts.capabilities.filter(isPrice).map((required) => required.slice('price:'.length)),
  ...ratesLeftOpen(call.body),
];

const dollars = (microUsd: number): string => `$${(microUsd / 1_000_000).toFixed(2)}`;

const refusedBy = (
  { name, capMicroUsd, spentMicroUsd, heldMicroUsd, resetsAt }: BudgetRefusal,
  isHosted: boolean,
): DomainError => {
  const held = heldMicroUsd > 0 ? `, ${dollars(heldMicroUsd)} held by calls under way` : '';
  const again = resetsAt === null ? '' : ` It begins anew at ${resetsAt}.`;
  return new DomainError(
    'rate_limited',
    `The budget “${name}” has ${dollars(spentMicroUsd)} of ${dollars(capMicroUsd)} spent${held}: not enough for this call.${again}${isHosted ? hostedHint : ''}`,
    { details: { reason: 'budget' } },
  );
};

/**
 * Holds the most an attempt can cost. A call that names no limit of its answer is given one where that is what a budget has
 * room for. Throws `rate_limited` with `details.reason` `budget`.
 */
export const reserveCall = async (
  session: CallSession,
  supplier: RegisteredSupplier,
  model: RoutableModel,
  ttlMs: number,
): Promise<HeldCall> => {
  const { app, key, facts } = session;
  const inputTokens = mostRead(facts, model);
  const extras = extrasOf(session);
  const most = answerTokensMaxOf(session, supplier, model);
  const hold = (answerTokens: number) =>
    reserveBudget(app, {
      organisationId: key.actor.organisationId,
      scopes: { supplierId: supplier.id, apiKeyId: key.actor.apiKeyId, personId: key.personId },
      worstCaseMicroUsd: worstCaseOf({
        inputTokens,
        maxOutputTokens: answerTokens * facts.answers + facts.extraOutputTokens,
        price: model.price,
        extras,
        usesMax: facts.hostedUsesMax,
      }),
      ttlMs,
    });
  let answer = await hold(most);
  const heldFor = (answerTokens: number): number => answerTokens * facts.answers + facts.extraOutputTokens;
  if (answer.kind === 'reserved') return heldOf(answer.reservationId, heldFor(most), null);
  const lower = facts.answerTokensMax === null ? imposedLimits.filter((limit) => limit < most) : [];
  for (const limit of lower) {
    answer = await hold(limit);
    if (answer.kind === 'reserved') return heldOf(answer.reservationId, heldFor(limit), limit);
  }
  throw refusedBy(answer.budget, facts.hostedUsesMax > 0);
};

const heldOf = (reservationId: string, outputTokensMax: number, imposedTokensMax: number | null): HeldCall => ({
  reservationId,
  outputTokensMax,
  imposedTokensMax,
});
