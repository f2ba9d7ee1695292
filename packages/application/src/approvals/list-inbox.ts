import { mayDecide } from '@switchyard/approvals';
import type { Tx } from '@switchyard/db';
import { type Actor, approvalStatusSchema, jsonValueSchema, type UserActor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise, requirePerson } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { approvalContentSchema } from './approval-content.ts';
import { toAssignment } from './approval-record.ts';
import { mineCondition, myWorkCondition, othersCondition, scopeValues } from './inbox-scope.ts';

/** `mine`: I may decide or do it now. `others`: concerns me, waits for somebody else. `decided`: I answered. */
export const inboxFilters = ['mine', 'others', 'decided', 'all'] as const;

export const listInboxInput = z.object({
  filter: z.enum(inboxFilters).default('mine'),
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(100).default(50),
});

export const inboxEntrySchema = z.object({
  kind: z.enum(['approval', 'work_item']),
  id: z.string(),
  title: z.string(),
  workflowName: z.string(),
  runId: z.string(),
  requestedByLabel: z.string(),
  risk: z.enum(['low', 'high']),
  /** Of an approval; work items are `pending` or `approved` (done). */
  status: approvalStatusSchema,
  /** The first three facts. */
  facts: z.array(z.object({ label: z.string(), value: jsonValueSchema })),
  createdAt: z.iso.datetime(),
  deadlineAt: z.iso.datetime().nullable(),
  /** What I answered; only in `decided`. */
  myOutcome: z.string().nullable(),
  isMine: z.boolean(),
});
export type InboxEntry = z.infer<typeof inboxEntrySchema>;

export const inboxPageSchema = z.object({ items: z.array(inboxEntrySchema), nextCursor: z.string().nullable() });
export type InboxPage = z.infer<typeof inboxPageSchema>;

interface EntryRow {
  readonly kind: 'approval' | 'work_item';
  readonly id: string;
  readonly cursor_id: string;
  readonly title: string;
  readonly workflow_name: string;
  readonly run_id: string;
  readonly requested_by_label: string;
  readonly risk: 'low' | 'high';
  readonly status: InboxEntry['status'];
  readonly content: unknown;
  readonly created_at: Date;
  readonly deadline_at: Date | null;
  readonly my_outcome: string | null;
}

// Names are looked up for the page only: a plan that joins first reads everything that is open.
const workflowName = (id: string): string => `(SELECT wf.name FROM workflow wf WHERE wf.id = ${id}) AS workflow_name`;
const approvalColumns = `'approval' AS kind, r.id, r.id AS cursor_id, r.title, ${workflowName('r.workflow_id')}, r.run_id,
  r.requested_by_label, r.risk, r.status, r.content, r.created_at, r.deadline_at`;
const workColumns = `'work_item' AS kind, w.id, w.id AS cursor_id, w.title,
  ${workflowName('(SELECT run.workflow_id FROM run WHERE run.id = w.run_id)')}, w.run_id,
  (SELECT run.started_by_label FROM run WHERE run.id = w.run_id) AS requested_by_label, 'low' AS risk, 'pending' AS status, NULL::jsonb AS content, w.created_at,
  NULL::timestamptz AS deadline_at`;

/** Oldest first: what has waited longest comes first. */
const openSql = (approvals: string, work: string): string =>
  `SELECT * FROM (
     (SELECT ${approvalColumns}, NULL AS my_outcome FROM approval_request r
      WHERE ${approvals} AND ($5::uuid IS NULL OR r.id > $5) ORDER BY r.id LIMIT $6)
     UNION ALL
     (SELECT ${workColumns}, NULL AS my_outcome FROM work_item w
      WHERE ${work} AND ($5::uuid IS NULL OR w.id > $5) ORDER BY w.id LIMIT $6)) AS entry
   ORDER BY cursor_id LIMIT $6`;

const everybody = `($2::uuid IS NOT NULL AND $3::uuid[] IS NOT NULL AND $4::text[] IS NOT NULL)`;

/** Newest first: what I have just answered comes first. */
const decidedSql = `SELECT 'approval' AS kind, r.id, v.id AS cursor_id, r.title, wf.name AS workflow_name, r.run_id,
    r.requested_by_label, r.risk, r.status, r.content, v.created_at, r.deadline_at, v.outcome AS my_outcome
  FROM approval_vote v JOIN approval_request r ON r.id = v.approval_id JOIN workflow wf ON wf.id = r.workflow_id
  WHERE v.organisation_id = $1 AND v.user_id = $2 AND ($5::uuid IS NULL OR v.id < $5) AND ${everybody}
  ORDER BY v.id DESC LIMIT $6`;

const statements: Record<(typeof inboxFilters)[number], string> = {
  mine: openSql(mineCondition, myWorkCondition),
  others: openSql(othersCondition, 'false AND w.organisation_id = $1'),
  all: openSql(
    `r.organisation_id = $1 AND r.status = 'pending' AND ${everybody}`,
    `w.organisation_id = $1 AND w.status = 'open'`,
  ),
  decided: decidedSql,
};

/** One page of the inbox. Rows of other people are counted out in SQL; `mayDecide` confirms each that is offered. */
export const listInbox = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listInboxInput> = {},
): Promise<InboxPage> => {
  authorise(actor, 'inbox.read');
  const person = requirePerson(actor);
  const { filter, cursor = null, limit } = listInboxInput.parse(raw);
  return app.db.transaction(tenant(actor), async (tx) => {
    const rows = await tx.query<EntryRow>(statements[filter], [...scopeValues(person), cursor, limit + 1]);
    const page = rows.slice(0, limit);
    const allowed = await listDecidable(tx, person, page);
    const items = page
      .filter(({ id, kind }) => filter !== 'mine' || kind === 'work_item' || allowed.has(id))
      .map((row) => toEntry(row, row.kind === 'work_item' ? filter === 'mine' : allowed.has(row.id)));
    return { items, nextCursor: rows.length > limit ? (page.at(-1)?.cursor_id ?? null) : null };
  });
};

interface RuleRow {
  readonly id: string;
  readonly status: InboxEntry['status'];
  readonly stage: number;
  readonly digest: string;
  readonly is_separation: boolean;
  readonly requested_by_id: string | null;
  readonly published_by_id: string | null;
  readonly assignments:
    | { stage: number; user_id: string | null; group_id: string | null; role: string | null }[]
    | null;
  readonly my_votes: { stage: number; outcome: 'approved' | 'rejected' | 'changes' }[] | null;
}

/** Which of these requests `mayDecide` allows. */
const listDecidable = async (tx: Tx, actor: UserActor, entries: readonly EntryRow[]): Promise<Set<string>> => {
  const ids = entries.filter(({ kind, status }) => kind === 'approval' && status === 'pending').map(({ id }) => id);
  if (ids.length === 0) return new Set();
  const rows = await tx.query<RuleRow>(
    `SELECT r.id, r.status, r.stage, r.digest, r.requested_by_id, r.published_by_id,
            COALESCE((r.policy->>'isSeparationOfDuties')::boolean, true) AS is_separation,
            (SELECT jsonb_agg(jsonb_build_object('stage', a.stage, 'user_id', a.user_id, 'group_id', a.group_id, 'role', a.role))
             FROM approval_assignment a WHERE a.approval_id = r.id) AS assignments,
            (SELECT jsonb_agg(jsonb_build_object('stage', v.stage, 'outcome', v.outcome))
             FROM approval_vote v WHERE v.approval_id = r.id AND v.user_id = $3) AS my_votes
     FROM approval_request r WHERE r.organisation_id = $1 AND r.id = ANY($2::uuid[])`,
    [actor.organisationId, ids, actor.userId],
  );
  const allowed = rows.filter((row) => {
    const request = {
      status: row.status,
      stage: row.stage,
      digest: row.digest,
      isSeparationOfDuties: row.is_separation,
      requestedById: row.requested_by_id,
      publishedById: row.published_by_id,
    };
    const votes = (row.my_votes ?? []).map((vote) => ({ ...vote, userId: actor.userId }));
    return mayDecide({ actor, request, assignments: (row.assignments ?? []).map(toAssignment), votes }).isAllowed;
  });
  return new Set(allowed.map(({ id }) => id));
};

const toEntry = (row: EntryRow, isMine: boolean): InboxEntry => ({
  kind: row.kind,
  id: row.id,
  title: row.title,
  workflowName: row.workflow_name,
  runId: row.run_id,
  requestedByLabel: row.requested_by_label,
  risk: row.risk,
  status: row.status,
  facts: row.content === null ? [] : approvalContentSchema.parse(row.content).facts.slice(0, 3),
  createdAt: row.created_at.toISOString(),
  deadlineAt: row.deadline_at?.toISOString() ?? null,
  myOutcome: row.my_outcome,
  isMine,
});
