import type { Candidate, ExclusionReason, RoutingDecision } from '@switchyard/domain';

/** Who gave an answer that is kept. */
export interface CachedFrom {
  readonly candidateRef: string;
  readonly supplierId: string | null;
  /** Label of the supplier's key or region that was asked; null where it has just one. */
  readonly endpoint: string | null;
  readonly isSimulated: boolean;
}

/** Why a candidate would not be asked today, although its answer of yesterday stands on every floor. */
const passing: ReadonlySet<ExclusionReason> = new Set(['circuit_open', 'too_slow', 'too_many_errors']);

const isSame = (candidate: Candidate, from: CachedFrom): boolean =>
  candidate.ref === from.candidateRef &&
  candidate.supplierId === from.supplierId &&
  candidate.isSimulated === from.isSimulated &&
  (from.endpoint === null || !candidate.endpoints || candidate.endpoints.some(({ label }) => label === from.endpoint));

/**
 * Whether an answer from before may be given for an input that is decided upon now: only where whoever gave it might be asked
 * with this input today. How quick or healthy it is at the moment does not matter, because nobody is asked.
 */
export const mayServeCached = (decision: RoutingDecision, from: CachedFrom): boolean =>
  [
    ...decision.candidates,
    ...(decision.plan?.members ?? []),
    ...decision.excluded.filter(({ reason }) => passing.has(reason)).map(({ candidate }) => candidate),
  ].some((candidate) => isSame(candidate, from));
