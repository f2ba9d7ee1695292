import { newId, type SqlValue, type Tx } from '@switchyard/db';
import type { ApprovalConfig } from '@switchyard/domain';
import type { ApprovalContent } from './approval-content.ts';
import type { OpenApprovalInput } from './open-approval.ts';
import type { ResolvedStage } from './resolve-stages.ts';

type Sender = Pick<Tx, 'send'>;

export interface NewRequest {
  readonly approvalId: string;
  readonly title: string;
  readonly content: ApprovalContent;
  readonly digest: string;
  readonly requestedById: string | null;
  readonly stages: readonly ResolvedStage[];
  /** The mark that the organisation's people must still have; null where they were read in this transaction. */
  readonly mark: string | null;
}

const requestColumns = [
  'id',
  'organisation_id',
  'workflow_id',
  'run_id',
  'step_id',
  'version_id',
  'node_id',
  'title',
  'description',
  'content',
  'digest',
  'policy',
  'risk',
  'requested_by_id',
  'requested_by_label',
  'published_by_id',
  'deadline_at',
  'created_at',
  'kind',
  'budget_period_id',
  'worst_micro_usd',
  'tool_call_id',
];

const kindOf = (input: OpenApprovalInput): string => {
  if (input.budget) return 'budget';
  return input.toolCallId === undefined ? 'gate' : 'tool';
};

/** A version's rules never change: written out once, not for each request. */
const policyTexts = new WeakMap<ApprovalConfig, string>();

const policyText = (config: ApprovalConfig): string => {
  const known = policyTexts.get(config);
  if (known !== undefined) return known;
  const text = JSON.stringify(config);
  policyTexts.set(config, text);
  return text;
};

const requestValues = (input: OpenApprovalInput, request: NewRequest): SqlValue[] => [
  request.approvalId,
  input.organisationId,
  input.workflowId,
  input.runId,
  input.stepId,
  input.versionId,
  input.nodeId,
  request.title,
  input.description,
  JSON.stringify(request.content),
  request.digest,
  policyText(input.config),
  input.config.risk,
  request.requestedById,
  input.requestedByLabel,
  input.publishedById,
  input.deadlineAt,
  input.at,
  kindOf(input),
  input.budget?.periodId ?? null,
  input.budget?.worstCaseMicroUsd ?? null,
  input.toolCallId ?? null,
];

const place = (index: number): string => `$${index + 1}`;
const requestPlaces = requestColumns.map((_, index) => place(index));
const markPlace = place(requestColumns.length);

// Without a workflow the row is refused: whoever was asked for may not be the one to ask any more.
const confirmedPlaces = requestPlaces.with(
  requestColumns.indexOf('workflow_id'),
  `(SELECT $3::uuid FROM people_mark WHERE organisation_id = $2 AND mark = ${markPlace})`,
);

/** Assignments in the statement of their request; more than these are rare and get one of their own. */
const assignmentsMax = 8;
const assignmentColumns = 'approval_id, organisation_id, id, stage, user_id, group_id, role';
const ownCount = 5;

const texts = new Map<string, string>();

const insertText = (isConfirmed: boolean, assignments: number): string => {
  const key = `${isConfirmed}/${assignments}`;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const places = isConfirmed ? confirmedPlaces : requestPlaces;
  const request = `INSERT INTO approval_request (${requestColumns.join(', ')}) VALUES (${places.join(', ')})`;
  const from = requestColumns.length + (isConfirmed ? 1 : 0);
  const rows = Array.from({ length: assignments }, (_, row) => {
    const own = Array.from({ length: ownCount }, (_, column) => place(from + row * ownCount + column));
    return `($1, $2, ${own.join(', ')})`;
  });
  const text =
    assignments === 0
      ? request
      : `WITH request AS (${request}) INSERT INTO approval_assignment (${assignmentColumns}) VALUES ${rows.join(', ')}`;
  texts.set(key, text);
  return text;
};

type Assignment = readonly SqlValue[];

const listAssignments = (stages: readonly ResolvedStage[]): Assignment[] =>
  stages.flatMap(({ userIds, groupIds, roles }, index) => [
    ...userIds.map((userId) => [newId(), index, userId, null, null]),
    ...groupIds.map((groupId) => [newId(), index, null, groupId, null]),
    ...roles.map((role) => [newId(), index, null, null, role]),
  ]);

const sendFurther = (tx: Sender, input: OpenApprovalInput, approvalId: string, rows: readonly Assignment[]): void => {
  if (rows.length === 0) return;
  const named = rows.map(([id, stage, userId, groupId, role]) => ({
    id,
    stage,
    user_id: userId,
    group_id: groupId,
    role,
  }));
  tx.send(
    `INSERT INTO approval_assignment (${assignmentColumns})
     SELECT $1, $2, id, stage, user_id, group_id, role FROM jsonb_populate_recordset(null::approval_assignment, $3::jsonb)`,
    [approvalId, input.organisationId, JSON.stringify(named)],
  );
};

/**
 * Sends a request with those it asks, in one statement. With a mark the transaction fails, in the way that `isStale`
 * recognises, once the organisation's people are not those that were read under it.
 */
export const sendRequest = (tx: Sender, input: OpenApprovalInput, request: NewRequest): void => {
  const assignments = listAssignments(request.stages);
  const first = assignments.slice(0, assignmentsMax);
  const confirming = request.mark === null ? [] : [request.mark];
  tx.send(insertText(request.mark !== null, first.length), [
    ...requestValues(input, request),
    ...confirming,
    ...first.flat(),
  ]);
  sendFurther(tx, input, request.approvalId, assignments.slice(assignmentsMax));
};
