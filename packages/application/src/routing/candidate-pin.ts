import type { Tx } from '@switchyard/db';
import type { Candidate, ExclusionReason, OrganisationId, RoutingDecision } from '@switchyard/domain';

/** Reasons that say how good a candidate is. Every other one is a floor, and nothing lowers those. */
const judgements: ReadonlySet<ExclusionReason> = new Set([
  'insufficient_evidence',
  'below_quality_target',
  'too_slow',
  'too_many_errors',
]);

/** The candidate, when all that speaks against it is what is known of its quality; else the sentence that says why not. */
export const findAdmissible = (decision: RoutingDecision, ref: string): Candidate | { readonly refusal: string } => {
  const ranked = decision.candidates.find((candidate) => candidate.ref === ref);
  if (ranked) return ranked;
  const excluded = decision.excluded.find(({ candidate }) => candidate.ref === ref);
  if (excluded && judgements.has(excluded.reason)) return excluded.candidate;
  return { refusal: excluded?.explanation ?? `There is no candidate ${ref}.` };
};

/** Asks this candidate and nobody else; nobody at all when a floor stands in the way. */
export const onlyCandidate = (decision: RoutingDecision, ref: string): RoutingDecision => {
  const found = findAdmissible(decision, ref);
  const { v, excluded } = decision;
  if ('refusal' in found) return { v, candidates: [], excluded, explanation: found.refusal };
  return { v, candidates: [found], excluded: [], explanation: `${ref} was asked on purpose.` };
};

/** Whom people have given this task to; null: the policy decides. */
export const loadPin = async (tx: Tx, organisationId: OrganisationId, taskId: string): Promise<string | null> => {
  const [row] = await tx.query<{ candidate_ref: string | null }>(
    'SELECT candidate_ref FROM task_pin WHERE organisation_id = $1 AND task_id = $2 ORDER BY id DESC LIMIT 1',
    [organisationId, taskId],
  );
  return row?.candidate_ref ?? null;
};

/**
 * The pinned candidate goes first and the others stay as fallbacks. People may take one that the evidence alone would not yet
 * carry; below a floor it stays out, and the decision is as if there were no pin.
 */
export const applyPin = (decision: RoutingDecision, pinnedRef: string | null): RoutingDecision => {
  if (pinnedRef === null) return decision;
  const pinned = findAdmissible(decision, pinnedRef);
  if ('refusal' in pinned) {
    return {
      ...decision,
      explanation: `${pinnedRef} was adopted but may not do this: ${pinned.refusal} ${decision.explanation}`,
    };
  }
  const { v, excluded, candidates } = decision;
  // A learned plan is left out too: it would be followed before anybody else.
  return {
    v,
    candidates: [pinned, ...candidates.filter(({ ref }) => ref !== pinnedRef)],
    excluded: excluded.filter(({ candidate }) => candidate.ref !== pinnedRef),
    explanation: `${pinnedRef} was adopted by people for this task.`,
  };
};
