import type { ApprovalStatus } from '@switchyard/domain';
import { mineCondition, myWorkCondition, othersCondition } from './inbox-scope.ts';
import { searchConditions } from './inbox-search.ts';

/** `mine`: I may decide or do it now. `others`: concerns me, waits for somebody else. `decided`: I answered. */
export const inboxFilters = ['mine', 'others', 'decided', 'all'] as const;
export type InboxFilter = (typeof inboxFilters)[number];

/** A request or a work item as the list reads it. */
export interface EntryRow {
  readonly kind: 'approval' | 'work_item';
  readonly id: string;
  readonly cursor_id: string;
  readonly title: string;
  readonly workflow_name: string;
  readonly run_id: string;
  readonly requested_by_label: string;
  readonly risk: 'low' | 'high';
  readonly status: ApprovalStatus;
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

const everybody = `($2::uuid IS NOT NULL AND $3::uuid[] IS NOT NULL AND $4::text[] IS NOT NULL)`;
const openRequests = `r.organisation_id = $1 AND r.status = 'pending'`;
const openWork = `w.organisation_id = $1 AND w.status = 'open'`;

interface Scope {
  readonly requests: string;
  readonly work: string;
}

const scopes: Record<Exclude<InboxFilter, 'decided'>, Scope> = {
  mine: { requests: mineCondition, work: myWorkCondition },
  others: { requests: othersCondition, work: 'false AND w.organisation_id = $1' },
  all: { requests: `${openRequests} AND ${everybody}`, work: openWork },
};

/** Oldest first: what has waited longest comes first. */
const openSql = ({ requests, work }: Scope, limit: string): string =>
  `SELECT * FROM (
     (SELECT ${approvalColumns}, NULL AS my_outcome FROM approval_request r WHERE ${requests} ORDER BY r.id LIMIT ${limit})
     UNION ALL
     (SELECT ${workColumns}, NULL AS my_outcome FROM work_item w WHERE ${work} ORDER BY w.id LIMIT ${limit})) AS entry
   ORDER BY cursor_id LIMIT ${limit}`;

/** Newest first: what I have just answered comes first. `OFFSET 0` keeps the planner from reading every request for some answers. */
const decidedSql = (condition: string): string =>
  `SELECT 'approval' AS kind, r.id, v.id AS cursor_id, r.title, ${workflowName('r.workflow_id')}, r.run_id,
     r.requested_by_label, r.risk, r.status, r.content, v.created_at, r.deadline_at, v.outcome AS my_outcome
   FROM approval_vote v CROSS JOIN LATERAL (SELECT * FROM approval_request q WHERE q.id = v.approval_id OFFSET 0) AS r
   WHERE v.organisation_id = $1 AND v.user_id = $2 AND ${condition} AND ${everybody}
   ORDER BY v.id DESC LIMIT $6`;

const behindCursor = ({ requests, work }: Scope): Scope => ({
  requests: `${requests} AND ($5::uuid IS NULL OR r.id > $5)`,
  work: `${work} AND ($5::uuid IS NULL OR w.id > $5)`,
});

/** Parameters: $1 to $4 of `scopeValues`, $5 cursor or null, $6 how many. */
export const pageStatements: Record<Exclude<InboxFilter, 'others'>, string> = {
  mine: openSql(behindCursor(scopes.mine), '$6'),
  all: openSql(behindCursor(scopes.all), '$6'),
  decided: decidedSql('($5::uuid IS NULL OR v.id < $5)'),
};

const within = (id: string): string => `${id} > $5::uuid AND ${id} <= $7::uuid`;

const searchSql = (filter: InboxFilter, words: number): string => {
  const { requests, work } = searchConditions(words, 8);
  if (filter === 'decided') return decidedSql(`v.id < $5::uuid AND v.id >= $7::uuid AND ${requests}`);
  const scope = scopes[filter];
  return openSql(
    {
      requests: `${scope.requests} AND ${within('r.id')} AND ${requests}`,
      work: `${scope.work} AND ${within('w.id')} AND ${work}`,
    },
    '$6',
  );
};

const searchTexts = new Map<string, string>();

/** Parameters: as of `pageStatements`, the cursor never null; $7 how far to look; from $8 on those of `searchConditions`. */
export const searchStatement = (filter: InboxFilter, words: number): string => {
  const key = `${filter}/${words}`;
  const known = searchTexts.get(key);
  if (known !== undefined) return known;
  const text = searchSql(filter, words);
  searchTexts.set(key, text);
  return text;
};

const nth = (rows: string, order: string): string => `(${rows} ORDER BY ${order} OFFSET $3 LIMIT 1)`;

/**
 * The id up to which one look goes, null where it comes to the end: $1 organisation, $2 from where on, $3 how many rows less
 * one. Of what is open, read from indexes alone, whomever it concerns; of decisions, $4 whose.
 */
export const edgeStatement = (filter: InboxFilter): string =>
  filter === 'decided'
    ? `SELECT ${nth('SELECT v.id FROM approval_vote v WHERE v.organisation_id = $1 AND v.user_id = $4 AND v.id < $2::uuid', 'v.id DESC')} AS edge`
    : `SELECT LEAST(${nth(`SELECT r.id FROM approval_request r WHERE ${openRequests} AND r.id > $2::uuid`, 'r.id')},
         ${nth(`SELECT w.id FROM work_item w WHERE ${openWork} AND w.id > $2::uuid`, 'w.id')}) AS edge
       WHERE $4::uuid IS NOT NULL`;
