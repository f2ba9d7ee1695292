import { type CheckResult, noTokens, type ReceiptAttempt, type TokenUsage } from '@switchyard/domain';
import { costOf, overtaken } from '@switchyard/routing';
import { recordCircuit } from '../routing/circuits.ts';
import { tokensUsed } from '../supply/admit-supply.ts';
import { wordsOf } from './call-facts.ts';
import type { CallSession } from './call-session.ts';
import type { AskedCandidate } from './exchange.ts';
import { judgeUsage } from './judge-usage.ts';
import { endTrace } from './trace-attempt.ts';

export interface AttemptEnd {
  readonly outcome: ReceiptAttempt['outcome'];
  readonly answeredByModel: string | null;
  readonly isSimulated: boolean;
  readonly error: string | null;
  readonly startedAtMs: number;
  /** Null: nothing was sent, or nothing can have been billed. */
  readonly usage: {
    readonly reported: TokenUsage | null;
    readonly written: string;
    readonly writtenChars: number;
  } | null;
  /** It was sent and nobody can say what it costs: its budget keeps what was held for it, marked as unknown. */
  readonly isUnknown?: boolean;
}

const judged = async (
  session: CallSession,
  { model, outputTokensMax }: AskedCandidate,
  { usage }: AttemptEnd,
): Promise<{ tokens: TokenUsage; checks: CheckResult[] }> => {
  if (usage === null) return { tokens: noTokens, checks: [] };
  const { facts, call } = session;
  const judgement = await judgeUsage({
    reported: usage.reported,
    asked: () => wordsOf(call.body),
    written: () => usage.written,
    askedTokens: facts.inputTokens,
    writtenChars: usage.writtenChars,
    inputTokensMax: model.contextTokens,
    outputTokensMax: outputTokensMax ?? model.contextTokens * facts.answers,
  });
  return { tokens: judgement.usage, checks: judgement.doubt ? [judgement.doubt] : [] };
};

/** Puts an attempt into the receipt, at what it cost, and tells the circuit. */
export const accountAttempt = async (
  session: CallSession,
  candidate: AskedCandidate,
  reservationId: string | null,
  end: AttemptEnd,
): Promise<ReceiptAttempt> => {
  const { app, attempts, settlements, key } = session;
  const { supplier, model, ref, endpoint, permit } = candidate;
  const { tokens, checks } = await judged(session, candidate, end).catch((thrown: unknown) => {
    permit.release(null);
    throw thrown;
  });
  permit.release(tokensUsed(tokens));
  const costMicroUsd = model.price ? costOf(tokens, model.price) : 0;
  const attempt: ReceiptAttempt = {
    ordinal: attempts.length + 1,
    candidateRef: ref,
    supplierKind: supplier.kind,
    ...(endpoint === undefined ? {} : { endpoint }),
    answeredByModel: end.answeredByModel,
    outcome: end.outcome,
    tokens,
    costMicroUsd,
    priceVersion: model.price?.version ?? null,
    durationMs: Math.max(0, Math.round(performance.now() - end.startedAtMs)),
    checks,
    error: end.error,
    isSimulated: end.isSimulated || supplier.isSimulated,
    ...(session.isHedge ? { isHedge: true } : {}),
    ...(session.call.signal.reason === overtaken ? { isOvertaken: true } : {}),
  };
  attempts.push(attempt);
  if (candidate.span) endTrace(candidate.span, attempt);
  if (reservationId !== null)
    settlements.push({ reservationId, costMicroUsd: end.isUnknown ? 'unknown' : costMicroUsd });
  // A request that the supplier rightly refuses says nothing about its health.
  if (end.outcome !== 'declined') await recordCircuit(app, key.actor.organisationId, attempt);
  return attempt;
};
