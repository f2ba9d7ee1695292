import type { SqlValue } from '@switchyard/db';
import type { UserActor } from '@switchyard/domain';

/**
 * SQL that narrows requests and work items to one person's, so that a page of the inbox reads few rows. It only narrows:
 * each request that comes out is put to `mayDecide`, which has the last word. Parameters are $1 to $4 of `scopeValues`.
 */
export const scopeValues = (actor: UserActor): SqlValue[] => [
  actor.organisationId,
  actor.userId,
  actor.groupIds,
  actor.roles,
];

const isAsked = `EXISTS (
  SELECT 1 FROM approval_assignment a
  WHERE a.approval_id = r.id AND a.stage = r.stage
    AND (a.user_id = $2::uuid OR a.group_id = ANY($3::uuid[]) OR a.role = ANY($4::text[])))`;

const hasVoted = `EXISTS (
  SELECT 1 FROM approval_vote v WHERE v.approval_id = r.id AND v.stage = r.stage AND v.user_id = $2::uuid)`;

/**
 * `OFFSET 0` keeps this a look at one request's few answers: joined, it is every answer ever given that is read, 70 ms with
 * 300,000 of them.
 */
const hasNotVoted = `NOT EXISTS (
  SELECT 1 FROM approval_vote v WHERE v.approval_id = r.id AND v.stage = r.stage AND v.user_id = $2::uuid OFFSET 0)`;

const isBarred = `(COALESCE((r.policy->>'isSeparationOfDuties')::boolean, true)
  AND (r.requested_by_id IS NOT DISTINCT FROM $2::uuid OR r.published_by_id IS NOT DISTINCT FROM $2::uuid))`;

/** Of the steps that wait for one budget the first stands for all: an answer that adds money is for the others too. */
const isBehindAnother = `(r.kind = 'budget' AND EXISTS (
  SELECT 1 FROM approval_request o
  WHERE o.budget_period_id = r.budget_period_id AND o.kind = 'budget' AND o.status = 'pending' AND o.id < r.id
    AND o.requested_by_id IS DISTINCT FROM $2::uuid))`;

/** Open requests (alias r) this person may decide now. */
export const mineCondition = `r.organisation_id = $1 AND r.status = 'pending'
  AND ${isAsked} AND ${hasNotVoted} AND NOT ${isBarred} AND NOT ${isBehindAnother}`;

/** Open requests that concern this person but wait for somebody else. */
export const othersCondition = `r.organisation_id = $1 AND r.status = 'pending'
  AND (${hasVoted} OR r.requested_by_id = $2::uuid OR (${isAsked} AND ${isBarred}))`;

/** Open work items (alias w) for one of this person's roles; without roles, for whoever operates runs. */
export const myWorkCondition = `w.organisation_id = $1 AND w.status = 'open'
  AND (w.roles && $4::text[] OR (w.roles = '{}' AND $4::text[] && '{owner,admin,process_owner,operator}'::text[]))`;
