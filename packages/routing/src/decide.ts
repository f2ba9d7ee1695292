import type { Candidate, DecidedPlan, ExclusionReason, RoutingDecision } from '@switchyard/domain';
import { acceptanceOf } from './cascade-cost.ts';
import { estimateCost, humanCost } from './cost-of.ts';
import { decidePlan } from './decide-plan.ts';
import type { DecideRequest } from './decide-request.ts';
import { allowedEndpoints, awakeEndpoints } from './endpoints.ts';
import type { GradedOutcomes } from './evidence.ts';
import { explainDecision, explainPlan } from './explain-decision.ts';
import { findFloor } from './floors.ts';
import { findBrokenLimit } from './operating-limits.ts';
import type { RankedCandidate } from './ranked-candidate.ts';
import { judgeReliability } from './reliability.ts';
import { candidateRefOf, type RoutableModel, type RoutableSupplier } from './routable-supplier.ts';

const expectedCost = (
  request: DecideRequest,
  supplier: RoutableSupplier,
  model: RoutableModel | null,
  outcomes: GradedOutcomes | undefined,
): number => {
  if (supplier.human !== null && supplier.kind === 'human') return humanCost(supplier.human);
  if (!model?.price) return 0;
  if (outcomes?.meanCostMicroUsd !== undefined) return Math.round(outcomes.meanCostMicroUsd);
  const { maxOutputTokens } = request.task;
  const outputTokens = Math.min(maxOutputTokens, outcomes?.meanOutputTokens ?? maxOutputTokens);
  return estimateCost(request.facts.inputTokens, outputTokens, model.price);
};

/**
 * Cheapest expected cost including escalation. Trying candidates one after another until one is accepted is cheapest in
 * rising order of cost ÷ acceptance: putting i before j costs c_i + (1−p_i)·c_j against c_j + (1−p_j)·c_i
 * (W. E. Smith's exchange argument, Naval Research Logistics Quarterly 3, 1956). The ref makes the order total.
 */
const compareRanked = (left: RankedCandidate, right: RankedCandidate): number => {
  if (left.tier !== right.tier) return left.tier - right.tier;
  const leftCost = left.candidate.expectedCostMicroUsd * right.acceptance;
  const rightCost = right.candidate.expectedCostMicroUsd * left.acceptance;
  if (leftCost !== rightCost) return leftCost - rightCost;
  const leftBound = left.candidate.successLowerBound ?? 0;
  const rightBound = right.candidate.successLowerBound ?? 0;
  if (leftBound !== rightBound) return rightBound - leftBound;
  return left.candidate.ref < right.candidate.ref ? -1 : 1;
};

const compareRefs = (left: { candidate: Candidate }, right: { candidate: Candidate }): number =>
  left.candidate.ref < right.candidate.ref ? -1 : 1;

/** Where it may be asked; nothing for a supplier with just one endpoint. */
const endpointsOf = (
  { policy, health, now }: DecideRequest,
  supplier: RoutableSupplier,
  ref: string,
): Pick<Candidate, 'endpoints'> => {
  const allowed = allowedEndpoints(policy, supplier);
  return allowed ? { endpoints: awakeEndpoints(allowed, ref, health, now) } : {};
};

type Placement = RankedCandidate | RoutingDecision['excluded'][number];

const place = (request: DecideRequest, supplier: RoutableSupplier, model: RoutableModel | null): Placement => {
  const ref = candidateRefOf(supplier.slug, model?.key ?? null);
  const outcomes = Object.hasOwn(request.evidence.outcomes, ref) ? request.evidence.outcomes[ref] : undefined;
  const reliability = judgeReliability(request, ref, outcomes);
  const candidate: Candidate = {
    ref,
    supplierId: supplier.id,
    supplierKind: supplier.kind,
    supplierSlug: supplier.slug,
    modelId: model?.id ?? null,
    modelKey: model?.key ?? null,
    isSimulated: supplier.isSimulated,
    expectedCostMicroUsd: expectedCost(request, supplier, model, outcomes),
    successLowerBound: reliability.lowerBound,
    evidenceCount: outcomes?.graded ?? 0,
    ...endpointsOf(request, supplier, ref),
  };
  const floor = findFloor(request, supplier, model, ref) ?? findBrokenLimit(request, supplier, model, ref, outcomes);
  if (floor) return { candidate, ...floor };
  // People are the last resort by order, not by evidence.
  if (supplier.kind === 'human') return { candidate, tier: 2, acceptance: 1 };
  if (reliability.standing === 'excluded') return { candidate, ...reliability.exclusion };
  return {
    candidate,
    tier: reliability.standing === 'proven' ? 0 : 1,
    acceptance: acceptanceOf(outcomes),
  };
};

/** Left out for want of evidence only: such a candidate may be part of a plan that has evidence as a whole. */
const qualityReasons: ReadonlySet<ExclusionReason> = new Set(['insufficient_evidence', 'below_quality_target']);

const allowedInPlans = (
  ranked: readonly RankedCandidate[],
  excluded: RoutingDecision['excluded'],
): ReadonlyMap<string, Candidate> => {
  const allowed = new Map<string, Candidate>();
  for (const { tier, candidate } of ranked) if (tier < 2) allowed.set(candidate.ref, candidate);
  for (const { reason, candidate } of excluded) if (qualityReasons.has(reason)) allowed.set(candidate.ref, candidate);
  return allowed;
};

/** The plan, if there is one and no proven candidate is cheaper. */
const planAmong = (
  request: DecideRequest,
  ranked: readonly RankedCandidate[],
  excluded: RoutingDecision['excluded'],
): DecidedPlan | null => {
  if (!request.evidence.router || !request.facts.forecast) return null;
  const plan = decidePlan(request, allowedInPlans(ranked, excluded));
  const first = ranked[0];
  if (!plan || (first?.tier === 0 && first.candidate.expectedCostMicroUsd < plan.expectedCostMicroUsd)) return null;
  return plan;
};

/**
 * Who performs this task, in which order, and why each one left out is left out:
 * floors that nothing lowers → limits → reliable enough on this task → cheapest including escalation → a person last.
 * What was learned from past outcomes goes before the order of candidates where it shows the same quality for less.
 * Pure, deterministic and independent of the order of `suppliers`; the same request always gives the same decision.
 */
export const decide = (request: DecideRequest): RoutingDecision => {
  const ranked: RankedCandidate[] = [];
  const excluded: RoutingDecision['excluded'] = [];
  for (const supplier of request.suppliers) {
    const offers = supplier.models.length > 0 ? supplier.models : [null];
    for (const model of offers) {
      const placed = place(request, supplier, model);
      if ('reason' in placed) excluded.push(placed);
      else ranked.push(placed);
    }
  }
  ranked.sort(compareRanked);
  excluded.sort(compareRefs);
  const candidates = ranked.map(({ candidate }) => candidate);
  const plan = planAmong(request, ranked, excluded);
  if (plan === null) return { v: 1, candidates, excluded, explanation: explainDecision(ranked, excluded) };
  const explanation = explainPlan(plan);
  const [only] = plan.members;
  if (plan.options.length > 1 || !only) return { v: 1, candidates, plan, excluded, explanation };
  // Nothing is to be chosen after the answer: it is a candidate like any other, only first.
  return {
    v: 1,
    candidates: [only, ...candidates.filter(({ ref }) => ref !== only.ref)],
    excluded: excluded.filter(({ candidate }) => candidate.ref !== only.ref),
    explanation,
  };
};
