import { type CheckResult, noTokens, type Price, type ReceiptAttempt, type TokenUsage } from '@switchyard/domain';
import { type Billing, costOf, extraOf, listBilling, overtaken } from '@switchyard/routing';
import { countTokens, type WireBilling } from '@switchyard/suppliers';
import { recordCircuit } from '../routing/circuits.ts';
import { priceOfAnswer } from '../routing/price-of-answer.ts';
import { tokensUsed } from '../supply/admit-supply.ts';
import { billedAs, withAskedClasses } from './bill-call.ts';
import { wordsOf } from './call-facts.ts';
import type { CallSession } from './call-session.ts';
import type { AskedCandidate } from './exchange.ts';
import { type CutAnswer, judgeUsage } from './judge-usage.ts';
import { mostRead } from './reserve-call.ts';
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
    /** How it says that it bills beside its tokens; null when it said nothing. */
    readonly billing: WireBilling | null;
    readonly written: string;
    readonly writtenChars: number;
    /** Of an answer that was cut: what nobody saw of it. */
    readonly cut?: CutAnswer | null;
  } | null;
  /** It was sent and nobody can say what it costs: its budget keeps what was held for it, marked as unknown. */
  readonly isUnknown?: boolean;
}

interface Judged {
  readonly price: Price | null;
  readonly tokens: TokenUsage;
  readonly billing: Billing;
  readonly checks: CheckResult[];
}

const judged = async (
  session: CallSession,
  { supplier, model, outputTokensMax, rates }: AskedCandidate,
  { usage, answeredByModel }: AttemptEnd,
): Promise<Judged> => {
  if (usage === null) return { price: model.price, tokens: noTokens, billing: listBilling, checks: [] };
  const { facts, call, app } = session;
  const { price, doubt } = priceOfAnswer(supplier, model, answeredByModel, app.now());
  const judgement = await judgeUsage({
    reported: usage.reported,
    countAsked: () => countTokens(wordsOf(call.body)),
    written: () => usage.written,
    askedTokens: facts.wordTokens,
    writtenChars: usage.writtenChars,
    cut: usage.cut ?? null,
    inputTokensMax: facts.hostedUsesMax > 0 ? mostRead(facts, model) : model.contextTokens,
    outputTokensMax: outputTokensMax ?? model.contextTokens * facts.answers,
  });
  const billed = price ? billedAs(price, rates, usage.billing, facts) : null;
  return {
    price,
    tokens: withAskedClasses(judgement.usage, facts),
    billing: billed?.billing ?? listBilling,
    checks: [judgement.doubt, billed?.doubt, doubt].filter((each) => each !== null && each !== undefined),
  };
};

/** The table and what was billed beyond it: `genai-prices-0.1.8:openai/gpt-5.4 + priority`. */
const priceVersionOf = (price: Price | null, { rates, uses }: Billing): string | null => {
  if (price === null) return null;
  const names = [...rates, ...Object.keys(uses).filter((name) => extraOf(price, name) !== undefined)];
  return names.length === 0 ? price.version : `${price.version} + ${names.join(' + ')}`;
};

/** Puts an attempt into the receipt, at what it cost, and tells the circuit. */
export const accountAttempt = async (
  session: CallSession,
  candidate: AskedCandidate,
  reservationId: string | null,
  end: AttemptEnd,
): Promise<ReceiptAttempt> => {
  const { app, attempts, settlements, key } = session;
  const { supplier, ref, endpoint, permit } = candidate;
  const { price, tokens, billing, checks } = await judged(session, candidate, end).catch((thrown: unknown) => {
    permit.release(null);
    throw thrown;
  });
  permit.release(tokensUsed(tokens));
  const costMicroUsd = price ? costOf(tokens, price, billing) : 0;
  const attempt: ReceiptAttempt = {
    ordinal: attempts.length + 1,
    candidateRef: ref,
    supplierKind: supplier.kind,
    ...(endpoint === undefined ? {} : { endpoint }),
    answeredByModel: end.answeredByModel,
    outcome: end.outcome,
    tokens,
    costMicroUsd,
    priceVersion: priceVersionOf(price, billing),
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
