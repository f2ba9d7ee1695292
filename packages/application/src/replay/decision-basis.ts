import type { RoutingDecision } from '@switchyard/domain';
import { type DecideRequest, decide, downgradeDecision } from '@switchyard/routing';
import { applyPin, onlyCandidate } from '../routing/candidate-pin.ts';

/** What people had said beforehand; it is applied to what `decide` finds. */
export interface DecisionTerms {
  /** Whom people gave the task to. */
  readonly pinnedRef: string | null;
  /** Asked on purpose and nobody else, as an evaluation does. Goes before a pin. */
  readonly onlyRef: string | null;
  /** A budget ran out, and somebody chose a cheaper answer. */
  readonly isDowngraded: boolean;
}

export const noTerms: DecisionTerms = { pinnedRef: null, onlyRef: null, isDowngraded: false };

/** All that a decision is made from: the same basis always gives the same decision. */
export interface DecisionBasis {
  readonly request: DecideRequest;
  readonly terms: DecisionTerms;
  /** The task whose router is in the evidence; null: a call that named no task. */
  readonly taskId: string | null;
}

/** Decides, and nothing else: live decisions and replayed ones go the same way. */
export const decideFrom = ({ request, terms }: DecisionBasis): RoutingDecision => {
  const decided = decide(request);
  const chosen = terms.onlyRef === null ? applyPin(decided, terms.pinnedRef) : onlyCandidate(decided, terms.onlyRef);
  return terms.isDowngraded ? downgradeDecision(chosen) : chosen;
};

const bases = new WeakMap<RoutingDecision, DecisionBasis>();

/** Decides, and remembers from what for as long as the decision is held: whoever stores its receipt stores that with it. */
export const decideOnRecord = (basis: DecisionBasis): RoutingDecision => {
  const decision = decideFrom(basis);
  bases.set(decision, basis);
  return decision;
};

/** What this very decision was made from; undefined for one that was read from somewhere. */
export const findBasis = (decision: RoutingDecision): DecisionBasis | undefined => bases.get(decision);
