import type { ApprovalStatus, VoteOutcome } from '@switchyard/domain';

/** The facts of a request that the rules look at. Ids come from the database, never from the caller. */
export interface DecidableRequest {
  readonly status: ApprovalStatus;
  /** Index of the stage being decided. */
  readonly stage: number;
  readonly digest: string;
  readonly isSeparationOfDuties: boolean;
  /** Who started the run, or created the key that started it; null when nobody in particular did. */
  readonly requestedById: string | null;
  /** Who published the version of the workflow. */
  readonly publishedById: string | null;
}

/** Exactly one of the three is set. */
export interface Assignment {
  readonly stage: number;
  readonly userId: string | null;
  readonly groupId: string | null;
  readonly role: string | null;
}

export interface Vote {
  readonly stage: number;
  readonly userId: string;
  readonly outcome: VoteOutcome;
}
