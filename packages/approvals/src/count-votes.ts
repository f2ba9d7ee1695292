import type { VoteOutcome } from '@switchyard/domain';

export type Tally = 'open' | 'stage-passed' | 'approved' | 'rejected' | 'changes';

export interface TallyStage {
  /** Different people who must approve. */
  readonly approvalsNeeded: number;
  readonly isLast: boolean;
}

interface CountedVote {
  readonly userId: string;
  readonly outcome: VoteOutcome;
}

/**
 * What the request is after `newVote`: one rejection rejects, one request for changes sends it back, and a stage is
 * passed when enough different people have approved. `votes` are the earlier votes of the same stage.
 */
export const countVotes = (stage: TallyStage, votes: readonly CountedVote[], newVote: CountedVote): Tally => {
  if (newVote.outcome === 'rejected') return 'rejected';
  if (newVote.outcome === 'changes') return 'changes';
  const approvers = new Set(
    [...votes, newVote].filter(({ outcome }) => outcome === 'approved').map(({ userId }) => userId),
  );
  if (approvers.size < stage.approvalsNeeded) return 'open';
  return stage.isLast ? 'approved' : 'stage-passed';
};
