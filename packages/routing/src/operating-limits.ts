import type { Price } from '@switchyard/domain';
import type { DecideRequest } from './decide-request.ts';
import type { GradedOutcomes } from './evidence.ts';
import type { Exclusion } from './floors.ts';
import { percent } from './percent.ts';
import type { RoutableModel, RoutableSupplier } from './routable-supplier.ts';
import { wilsonBounds } from './wilson-bound.ts';

const totalOf = (price: Price): number => price.inputMicroUsdPerMTok + price.outputMicroUsdPerMTok;

/** Labs bill every token; a model somebody runs themselves may well cost nothing. */
const alwaysBills = ({ kind }: RoutableSupplier): boolean => kind === 'openai' || kind === 'anthropic';

/**
 * A price so far below the shipped list that it is more likely a slip of the pen than an offer. It is not used until somebody
 * corrects it, because a slip would draw all traffic to one candidate and hide what it really costs.
 */
const priceSlip = (
  { policy }: DecideRequest,
  supplier: RoutableSupplier,
  model: RoutableModel | null,
): Exclusion | null => {
  if (!model?.price) return null;
  const label = `${supplier.name} ${model.key}`;
  if (alwaysBills(supplier) && !supplier.isSimulated && totalOf(model.price) === 0) {
    return { reason: 'price_implausible', explanation: `The price of ${label} is 0. Enter what the lab bills.` };
  }
  if (!model.listPrice) return null;
  const isLow = (own: number, listed: number): boolean => own * policy.priceFactorMax < listed;
  const { price, listPrice } = model;
  const isSlip =
    isLow(price.inputMicroUsdPerMTok, listPrice.inputMicroUsdPerMTok) ||
    isLow(price.outputMicroUsdPerMTok, listPrice.outputMicroUsdPerMTok);
  if (!isSlip) return null;
  const sentence = `The price of ${label} is more than ${policy.priceFactorMax} times below the list (${listPrice.version}). Correct it, or raise the policy's factor.`;
  return { reason: 'price_implausible', explanation: sentence };
};

const callsMin = 20;

const latency = ({ policy }: DecideRequest, ref: string, outcomes: GradedOutcomes | undefined): Exclusion | null => {
  const limit = policy.latencyP95MsMax;
  const measured = outcomes?.latencyP95Ms;
  if (limit === null || measured === undefined || measured <= limit) return null;
  return {
    reason: 'too_slow',
    explanation: `${ref} takes ${Math.round(measured)} ms at the 95th percentile; the policy allows ${limit} ms.`,
  };
};

/** The lower bound must be above the limit: a few unlucky calls are no rate. */
const errorRate = ({ policy }: DecideRequest, ref: string, outcomes: GradedOutcomes | undefined): Exclusion | null => {
  const limit = policy.errorRateMax;
  const { calls = 0, errors = 0 } = outcomes ?? {};
  if (limit === null || calls < callsMin) return null;
  const { lower } = wilsonBounds(errors, calls, policy.confidence);
  if (lower <= limit) return null;
  const sentence = `${ref} failed in at least ${percent(lower)} of ${calls} calls; the policy allows ${percent(limit)}.`;
  return { reason: 'too_many_errors', explanation: sentence };
};

/** Limits that the policy sets beyond the floors: plausible price, latency, errors. The first that is broken, or null. */
export const findBrokenLimit = (
  request: DecideRequest,
  supplier: RoutableSupplier,
  model: RoutableModel | null,
  ref: string,
  outcomes: GradedOutcomes | undefined,
): Exclusion | null =>
  priceSlip(request, supplier, model) ?? latency(request, ref, outcomes) ?? errorRate(request, ref, outcomes);
