import { DomainError } from '@switchyard/domain';
import { type RoutableModel, worstCaseOf } from '@switchyard/routing';
import { type BudgetRefusal, reserveBudget } from '../budgets/index.ts';
import type { RegisteredSupplier } from '../routing/load-routing.ts';
import type { CallSession } from './call-session.ts';

/** Held for a call that names no limit of its answer, where the model's window does not set a lower one. */
const outputTokensHeld = 32_000;

/** The most this model can write for the call. */
const outputTokensMaxOf = ({ facts }: CallSession, model: RoutableModel): number =>
  facts.outputTokensMax ?? Math.min(outputTokensHeld, Math.max(1, model.contextTokens - facts.inputTokens));

const dollars = (microUsd: number): string => `$${(microUsd / 1_000_000).toFixed(2)}`;

const refusedBy = ({ name, capMicroUsd, spentMicroUsd, heldMicroUsd, resetsAt }: BudgetRefusal): DomainError => {
  const held = heldMicroUsd > 0 ? `, ${dollars(heldMicroUsd)} held by calls under way` : '';
  const again = resetsAt === null ? '' : ` It begins anew at ${resetsAt}.`;
  return new DomainError(
    'rate_limited',
    `The budget “${name}” has ${dollars(spentMicroUsd)} of ${dollars(capMicroUsd)} spent${held}: not enough for this call.${again}`,
    { details: { reason: 'budget' } },
  );
};

/** Holds the most an attempt can cost. Gives the reservation; throws `rate_limited` with `details.reason` `budget`. */
export const reserveCall = async (
  session: CallSession,
  supplier: RegisteredSupplier,
  model: RoutableModel,
  ttlMs: number,
): Promise<string> => {
  const { app, key, facts } = session;
  const answer = await reserveBudget(app, {
    organisationId: key.actor.organisationId,
    scopes: { supplierId: supplier.id, apiKeyId: key.actor.apiKeyId },
    worstCaseMicroUsd: worstCaseOf({
      inputTokens: facts.inputTokens,
      maxOutputTokens: outputTokensMaxOf(session, model),
      price: model.price,
    }),
    ttlMs,
  });
  if (answer.kind === 'refused') throw refusedBy(answer.budget);
  return answer.reservationId;
};
