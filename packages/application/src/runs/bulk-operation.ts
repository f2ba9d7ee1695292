import type { Tx } from '@switchyard/db';
import { type Actor, DomainError, runIdSchema, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { rerunVersionSchema } from './rerun-run.ts';

/*
 * A bulk operation is a row that workers carry out, item by item. What was done of it is written in the transaction of each item
 * under the lease token: a worker killed in the middle leaves nothing counted that was not done, and nothing done that was not
 * counted. What it has done cannot be found again, so that two of them side by side repeat nothing.
 */

export const bulkKinds = ['retry', 'cancel', 'set-aside'] as const;
export type BulkKindName = (typeof bulkKinds)[number];

/** Refusals that are kept with their reasons; more are only counted. */
export const refusalsMax = 20;
/** Reasons that are counted one by one. */
export const causesMax = 20;

const bulkRefusalSchema = z.object({ runId: runIdSchema, stepId: stepIdSchema.nullable(), reason: z.string() });
export type BulkRefusal = z.infer<typeof bulkRefusalSchema>;

export const bulkOperationSchema = z.object({
  id: z.uuid(),
  kind: z.enum(bulkKinds),
  /** `failed`: it could not go on, and `stopReason` says why. */
  status: z.enum(['running', 'completed', 'cancelled', 'failed']),
  /** As it was asked for: of what needs attention, or of runs for `cancel`. */
  filter: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Of a retry: the version that failed runs are run again on; held steps stay on theirs. */
  version: rerunVersionSchema,
  reason: z.string(),
  requestedBy: z.string(),
  requestedAt: z.iso.datetime(),
  /** What there was to do when it was asked for; 10,000 stands for that many or more. */
  expected: z.int(),
  /** Held steps tried again in place. */
  retried: z.int(),
  /** Failed runs run again as new runs. */
  rerun: z.int(),
  /** Runs cancelled. */
  cancelled: z.int(),
  /** Failed runs set aside. */
  setAside: z.int(),
  /** What could not be done. */
  refused: z.int(),
  /** The first of what could not be done, and why. */
  refusals: z.array(bulkRefusalSchema),
  /** All of it by reason, the most frequent first. */
  causes: z.array(z.object({ reason: z.string(), count: z.int() })),
  stopReason: z.string().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type BulkOperation = z.infer<typeof bulkOperationSchema>;

type Row = Omit<BulkOperation, 'requestedAt' | 'finishedAt' | 'causes'> & {
  readonly causes: Readonly<Record<string, number>>;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
};

const columns = `id, kind, status, filter, version, reason, requested_by_label AS "requestedBy", requested_at AS "requestedAt", expected,
                 retried, rerun, cancelled, set_aside AS "setAside", refused, refusals, causes, stop_reason AS "stopReason",
                 finished_at AS "finishedAt"`;

const toOperation = (row: Row): BulkOperation => ({
  ...row,
  causes: countCauses(row),
  requestedAt: row.requestedAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
});

/** Rows of before causes were counted have the first refusals. */
const countCauses = ({ causes, refusals }: Row): BulkOperation['causes'] => {
  const counted = new Map(Object.entries(causes));
  if (counted.size === 0) for (const { reason } of refusals) counted.set(reason, (counted.get(reason) ?? 0) + 1);
  return [...counted].map(([reason, count]) => ({ reason, count })).toSorted((one, other) => other.count - one.count);
};

/** One bulk operation as it stands. Throws `not_found`. */
export const requireBulkOperation = async (tx: Tx, organisationId: string, id: string): Promise<BulkOperation> => {
  const [row] = await tx.query<Row>(`SELECT ${columns} FROM bulk_operation WHERE organisation_id = $1 AND id = $2`, [
    organisationId,
    id,
  ]);
  if (!row) throw new DomainError('not_found', 'There is no such bulk operation.');
  return toOperation(row);
};

export const bulkOperationInput = z.object({ id: z.uuid() });

/** How far a bulk operation is. */
export const getBulkOperation = (
  app: App,
  actor: Actor,
  raw: z.input<typeof bulkOperationInput>,
): Promise<BulkOperation> => {
  authorise(actor, 'runs.read');
  const { id } = bulkOperationInput.parse(raw);
  return app.db.transaction(tenant(actor), (tx) => requireBulkOperation(tx, actor.organisationId, id));
};

export const bulkOperationsSchema = z.object({ items: z.array(bulkOperationSchema) });

const listedMax = 20;

/** The latest bulk operations of the organisation, newest first. */
export const listBulkOperations = async (app: App, actor: Actor): Promise<z.infer<typeof bulkOperationsSchema>> => {
  authorise(actor, 'runs.read');
  const rows = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<Row>(
      `SELECT ${columns} FROM bulk_operation WHERE organisation_id = $1 ORDER BY requested_at DESC, id DESC LIMIT ${listedMax}`,
      [actor.organisationId],
    ),
  );
  return { items: rows.map(toOperation) };
};

const filterWords: Readonly<Record<string, string>> = {
  kind: '',
  status: '',
  workflowSlug: 'of ',
  versionNumber: 'version ',
  nodeId: 'at ',
  errorCode: 'with ',
  from: 'from ',
  to: 'until ',
};

/** What it is about, in words, as it is recorded. */
export const describeRequest = ({ filter, version }: Pick<BulkOperation, 'filter' | 'version'>): string =>
  [
    ...Object.keys(filterWords).flatMap((name) => (name in filter ? [`${filterWords[name]}${filter[name]}`] : [])),
    ...(version === 'current' ? ['on the published version'] : []),
  ].join(', ');
