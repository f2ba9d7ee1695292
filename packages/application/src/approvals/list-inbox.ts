import { mayDecide } from '@switchyard/approvals';
import type { Tx } from '@switchyard/db';
import { type Actor, approvalStatusSchema, jsonValueSchema, slugSchema, type UserActor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise, requirePerson } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { approvalContentSchema } from './approval-content.ts';
import { toAssignment } from './approval-record.ts';
import { scopeValues } from './inbox-scope.ts';
import { toSearchWords } from './inbox-search.ts';
import { type EntryRow, inboxFilters, pageStatements } from './inbox-statements.ts';
import { searchInbox } from './search-inbox.ts';

const searchCharsMax = 200;

export const listInboxInput = z.object({
  filter: z.enum(inboxFilters).default('mine'),
  /** Words that occur in the title, the facts, the workflow's name, the id of the run or the name of who asked; all of them must. */
  search: z.string().trim().max(searchCharsMax, `Search for at most ${searchCharsMax} characters.`).default(''),
  workflowSlug: slugSchema.optional(),
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
  /** The first three facts, digests left out: those are for the details. */
  facts: z.array(z.object({ label: z.string(), value: jsonValueSchema })),
  createdAt: z.iso.datetime(),
  deadlineAt: z.iso.datetime().nullable(),
  /** What I answered; only in `decided`. */
  myOutcome: z.string().nullable(),
  isMine: z.boolean(),
});
export type InboxEntry = z.infer<typeof inboxEntrySchema>;

/** A search, and `others`, may answer with fewer than asked for, even none, and a cursor: it goes on looking from there. */
export const inboxPageSchema = z.object({ items: z.array(inboxEntrySchema), nextCursor: z.string().nullable() });
export type InboxPage = z.infer<typeof inboxPageSchema>;

/** One page of the inbox. Rows of other people are counted out in SQL; `mayDecide` confirms each that is offered. */
export const listInbox = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listInboxInput> = {},
): Promise<InboxPage> => {
  authorise(actor, 'inbox.read');
  const person = requirePerson(actor);
  const input = listInboxInput.parse(raw);
  const { filter } = input;
  return app.db.transaction(tenant(actor), async (tx) => {
    const { rows, nextCursor } = await readPage(tx, person, input);
    const allowed = await listDecidable(tx, person, rows);
    const items = rows
      .filter(({ id, kind }) => filter !== 'mine' || kind === 'work_item' || allowed.has(id))
      .map((row) => toEntry(row, row.kind === 'work_item' ? filter === 'mine' : allowed.has(row.id)));
    return { items, nextCursor };
  });
};

type ListInput = z.output<typeof listInboxInput>;

interface ReadPage {
  readonly rows: readonly EntryRow[];
  readonly nextCursor: string | null;
}

const readPage = async (tx: Tx, person: UserActor, input: ListInput): Promise<ReadPage> => {
  const { filter, search, workflowSlug, cursor = null, limit } = input;
  const words = toSearchWords(search);
  const count = limit + 1;
  // Of all that waits, what waits for others may be next to nothing: looked for like words.
  if (words.length > 0 || workflowSlug !== undefined || filter === 'others') {
    const { rows, lookedUntil } = await searchInbox(tx, person, { filter, words, workflowSlug, cursor, count });
    return toPage(rows, limit, lookedUntil);
  }
  const rows = await tx.query<EntryRow>(pageStatements[filter], [...scopeValues(person), cursor, count]);
  return toPage(rows, limit, null);
};

const toPage = (rows: readonly EntryRow[], limit: number, lookedUntil: string | null): ReadPage => {
  const page = rows.slice(0, limit);
  return { rows: page, nextCursor: rows.length > limit ? (page.at(-1)?.cursor_id ?? null) : lookedUntil };
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

const isDigest = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

/** The first three facts that say something to a person. */
const headFacts = (content: unknown): InboxEntry['facts'] =>
  approvalContentSchema
    .parse(content)
    .facts.filter(({ value }) => !isDigest(value))
    .slice(0, 3);

const toEntry = (row: EntryRow, isMine: boolean): InboxEntry => ({
  kind: row.kind,
  id: row.id,
  title: row.title,
  workflowName: row.workflow_name,
  runId: row.run_id,
  requestedByLabel: row.requested_by_label,
  risk: row.risk,
  status: row.status,
  facts: row.content === null ? [] : headFacts(row.content),
  createdAt: row.created_at.toISOString(),
  deadlineAt: row.deadline_at?.toISOString() ?? null,
  myOutcome: row.my_outcome,
  isMine,
});
