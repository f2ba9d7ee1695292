import type { Tx } from '@switchyard/db';
import { type Actor, DomainError, runIdSchema, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { attentionFilterSchema } from './attention-items.ts';
import { rerunVersionSchema } from './rerun-run.ts';

/*
 * A bulk retry is a row that workers carry out, item by item, newest first. What was done of it is written in the transaction of
 * each item under the lease token: a worker killed in the middle leaves nothing counted that was not done, and nothing done
 * that was not counted. What it retries cannot be found again, so that two of them side by side repeat nothing.
 */

/** What can be tried again without asking a person about each. */
export const retriableKinds = ['held', 'failed'] as const;
export const bulkFilterSchema = attentionFilterSchema.extend({ kind: z.enum(retriableKinds).optional() });
export type BulkFilter = z.infer<typeof bulkFilterSchema>;

/** Refusals that are kept with their reasons; more are only counted. */
export const refusalsMax = 20;

const bulkRefusalSchema = z.object({ runId: runIdSchema, stepId: stepIdSchema.nullable(), reason: z.string() });
export type BulkRefusal = z.infer<typeof bulkRefusalSchema>;

export const bulkOperationSchema = z.object({
  id: z.uuid(),
  /** `failed`: it could not go on, and `stopReason` says why. */
  status: z.enum(['running', 'completed', 'cancelled', 'failed']),
  filter: bulkFilterSchema,
  /** The version that failed runs are run again on; held steps stay on theirs. */
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
  /** What could not be done. */
  refused: z.int(),
  /** The first of what could not be done, and why. */
  refusals: z.array(bulkRefusalSchema),
  stopReason: z.string().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type BulkOperation = z.infer<typeof bulkOperationSchema>;

type Row = Omit<BulkOperation, 'filter' | 'requestedAt' | 'finishedAt'> & {
  readonly filter: unknown;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
};

const columns = `id, status, filter, version, reason, requested_by_label AS "requestedBy", requested_at AS "requestedAt", expected, retried,
                 rerun, refused, refusals, stop_reason AS "stopReason", finished_at AS "finishedAt"`;

const toOperation = (row: Row): BulkOperation => ({
  ...row,
  filter: bulkFilterSchema.parse(row.filter),
  requestedAt: row.requestedAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
});

/** One bulk retry as it stands. Throws `not_found`. */
export const requireBulkOperation = async (tx: Tx, organisationId: string, id: string): Promise<BulkOperation> => {
  const [row] = await tx.query<Row>(`SELECT ${columns} FROM bulk_operation WHERE organisation_id = $1 AND id = $2`, [
    organisationId,
    id,
  ]);
  if (!row) throw new DomainError('not_found', 'There is no such bulk retry.');
  return toOperation(row);
};

export const bulkOperationInput = z.object({ id: z.uuid() });

/** How far a bulk retry is. */
export const getBulkRetry = (
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

/** The latest bulk retries of the organisation, newest first. */
export const listBulkRetries = async (app: App, actor: Actor): Promise<z.infer<typeof bulkOperationsSchema>> => {
  authorise(actor, 'runs.read');
  const rows = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<Row>(
      `SELECT ${columns} FROM bulk_operation WHERE organisation_id = $1 ORDER BY requested_at DESC, id DESC LIMIT ${listedMax}`,
      [actor.organisationId],
    ),
  );
  return { items: rows.map(toOperation) };
};

/** What is retried, in words, as it is recorded. */
export const describeRequest = ({ filter, version }: Pick<BulkOperation, 'filter' | 'version'>): string =>
  [
    ...Object.entries(filter).map(([name, value]) => `${name} ${value}`),
    ...(version === 'current' ? ['on the published version'] : []),
  ].join(', ');
