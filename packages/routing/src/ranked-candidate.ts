import type { Candidate } from '@switchyard/domain';

/** An eligible candidate with what orders it. */
export interface RankedCandidate {
  readonly candidate: Candidate;
  /** 0 proven, 1 unproven behind checks, 2 a person. */
  readonly tier: 0 | 1 | 2;
  /** Share of attempts expected to pass the checks, in (0, 1]. */
  readonly acceptance: number;
}
