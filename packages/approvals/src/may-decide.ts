import type { UserActor } from '@switchyard/domain';
import type { Assignment, DecidableRequest, Vote } from './decidable-request.ts';

export const refusals = [
  'not_pending',
  'not_assigned',
  'already_voted',
  'is_requester',
  'is_publisher',
  'content_changed',
] as const;
export type Refusal = (typeof refusals)[number];

export type MayDecide =
  | { readonly isAllowed: true; readonly rule: 'user' | 'group' | 'role' }
  | { readonly isAllowed: false; readonly refusal: Refusal; readonly reason: string };

export interface MayDecideQuestion {
  readonly actor: Pick<UserActor, 'userId' | 'groupIds' | 'roles'>;
  /** People the actor decides for (delegation, substitution): what excludes them excludes the actor. */
  readonly actsForUserIds?: readonly string[];
  readonly request: DecidableRequest;
  /** Assignments of any stage; only those of the request's stage count. */
  readonly assignments: readonly Assignment[];
  /** Votes of any stage; only those of the request's stage count. */
  readonly votes: readonly Vote[];
  /** Digest of what the actor was shown; left out when only asking whether to offer the decision. */
  readonly digest?: string;
}

const sentences: Record<Refusal, string> = {
  not_pending: 'This request is not open any more.',
  not_assigned: 'You are not among the people asked at this stage.',
  already_voted: 'You have already answered at this stage; others still have to.',
  is_requester: 'You asked for this yourself, or act for who did, so somebody else has to decide.',
  is_publisher: 'You published this version of the process, or act for who did, so somebody else has to decide.',
  content_changed: 'The request changed after you opened it. Read it again before you decide.',
};

const refuse = (refusal: Refusal): MayDecide => ({ isAllowed: false, refusal, reason: sentences[refusal] });

const assignedBy = ({ actor, request, assignments }: MayDecideQuestion): 'user' | 'group' | 'role' | null => {
  const current = assignments.filter(({ stage }) => stage === request.stage);
  const roles: readonly string[] = actor.roles;
  const groups: readonly string[] = actor.groupIds;
  if (current.some(({ userId }) => userId !== null && userId === actor.userId)) return 'user';
  if (current.some(({ groupId }) => groupId !== null && groups.includes(groupId))) return 'group';
  return current.some(({ role }) => role !== null && roles.includes(role)) ? 'role' : null;
};

/**
 * Whether this person may decide this request now, and if not, why. The only place that answers this: lists, pages,
 * API, links and the deciding transaction all ask here.
 */
export const mayDecide = (question: MayDecideQuestion): MayDecide => {
  const { actor, actsForUserIds = [], request, votes, digest } = question;
  if (request.status !== 'pending') return refuse('not_pending');
  const selves: readonly string[] = [actor.userId, ...actsForUserIds];
  if (request.isSeparationOfDuties) {
    if (request.requestedById !== null && selves.includes(request.requestedById)) return refuse('is_requester');
    if (request.publishedById !== null && selves.includes(request.publishedById)) return refuse('is_publisher');
  }
  const rule = assignedBy(question);
  if (rule === null) return refuse('not_assigned');
  // Two votes of one person, or of a person and their delegate, are one opinion.
  if (votes.some((vote) => vote.stage === request.stage && selves.includes(vote.userId)))
    return refuse('already_voted');
  if (digest !== undefined && digest !== request.digest) return refuse('content_changed');
  return { isAllowed: true, rule };
};
