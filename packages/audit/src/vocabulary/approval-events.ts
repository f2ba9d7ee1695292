import { voteOutcomeSchema } from '@switchyard/domain';
import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { phraseList, phraseReason } from './phrasing.ts';

const requested = z.strictObject({
  /** Names of the people, groups or roles that were asked. */
  asked: z.array(z.string()),
  /** Digest of content, arguments, policy and version: what a decision will be on. */
  digest: z.string(),
  dueAt: z.iso.datetime().nullable(),
});

const vote = z.strictObject({
  outcome: voteOutcomeSchema,
  reason: z.string(),
  /** Digest of what was shown to the person who decided. */
  digest: z.string(),
  /** Where the vote came in. */
  channel: z.enum(['web', 'api', 'link']),
});

const verbs = { approved: 'approved', rejected: 'rejected', changes: 'asked for changes to' };

export const approvalEvents = {
  'approval.requested': defineEvent('approval', requested, ({ target, payload }) =>
    payload.asked.length === 0
      ? `Approval of ${target} was requested`
      : `Approval of ${target} was requested from ${phraseList(payload.asked)}`,
  ),
  /** One of several votes that did not settle the request. */
  'approval.voted': defineEvent(
    'approval',
    vote,
    ({ actor, target, payload }) =>
      `${actor} ${verbs[payload.outcome]} ${target}, others still decide${phraseReason(payload.reason)}`,
  ),
  /** The vote that settled the request. */
  'approval.decided': defineEvent(
    'approval',
    vote,
    ({ actor, target, payload }) => `${actor} ${verbs[payload.outcome]} ${target}${phraseReason(payload.reason)}`,
  ),
  'approval.withdrawn': defineEvent(
    'approval',
    z.strictObject({ reason: z.string() }),
    ({ actor, target, payload }) => `${actor} withdrew the approval of ${target}${phraseReason(payload.reason)}`,
  ),
  'approval.expired': defineEvent(
    'approval',
    z.strictObject({ dueAt: z.iso.datetime() }),
    ({ target }) => `Nobody decided on ${target} in time`,
  ),
} as const;
