import type { Tx } from '@switchyard/db';
import { type Actor, DomainError } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { bulkRetryFilterSchema, bulkSetAsideFilterSchema } from './bulk-attention.ts';
import { bulkCancelFilterSchema } from './bulk-cancel.ts';
import { type BulkOperation, bulkOperationInput, describeRequest, requireBulkOperation } from './bulk-operation.ts';
import { getBulkKind } from './get-bulk-kind.ts';
import { rerunVersionSchema } from './rerun-run.ts';

const { id } = bulkOperationInput.shape;
const reason = z.string().trim().max(500);

export const startBulkOperationInput = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('retry'),
    id,
    filter: z.strictObject(bulkRetryFilterSchema.shape),
    /** Which version failed runs are run again on: their own, or the one that is published now. */
    version: rerunVersionSchema.default('same'),
    reason: reason.default(''),
  }),
  z.strictObject({
    kind: z.literal('cancel'),
    id,
    filter: z.strictObject(bulkCancelFilterSchema.shape),
    reason: reason.min(1, 'Say why these runs are cancelled.'),
  }),
  z.strictObject({
    kind: z.literal('set-aside'),
    id,
    filter: z.strictObject(bulkSetAsideFilterSchema.shape),
    reason: reason.min(1, 'Say why nothing is to be done about them.'),
  }),
]);

type Asked = Pick<BulkOperation, 'id' | 'kind' | 'filter' | 'version' | 'reason'>;

const toAsked = (input: z.output<typeof startBulkOperationInput>): Asked => ({
  id: input.id,
  kind: input.kind,
  filter: Object.fromEntries(
    Object.entries(input.filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ),
  version: input.kind === 'retry' ? input.version : 'same',
  reason: input.reason,
});

/**
 * Asks workers to do one thing to whatever a filter finds: `retry` and `set-aside` to what needs attention, `cancel` to runs that
 * have not ended. `id` is chosen by whoever asks; asked again under it, it answers with what is under way. Throws `conflict` for an
 * id that stands for another request.
 */
export const startBulkOperation = (
  app: App,
  actor: Actor,
  raw: z.input<typeof startBulkOperationInput>,
): Promise<BulkOperation> => {
  authorise(actor, 'runs.operate');
  const asked = toAsked(startBulkOperationInput.parse(raw));
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const at = app.now();
    const { count } = await getBulkKind(asked.kind).measure(tx, { organisationId, filter: asked.filter, askedAt: at });
    const begun = await tx.execute(
      `INSERT INTO bulk_operation (id, organisation_id, kind, filter, version, reason, status, actor, requested_by_label, requested_at, expected)
       VALUES ($1, $2, $3, $4, $5, $6, 'running', $7, $8, $9, $10) ON CONFLICT (organisation_id, id) DO NOTHING`,
      [
        asked.id,
        organisationId,
        asked.kind,
        JSON.stringify(asked.filter),
        asked.version,
        asked.reason,
        JSON.stringify(actor),
        actor.name,
        at,
        count,
      ],
    );
    if (begun > 0) {
      await recordBegin(tx, actor, at, asked, count);
      return requireBulkOperation(tx, organisationId, asked.id);
    }
    const there = await requireBulkOperation(tx, organisationId, asked.id);
    if (there.kind === asked.kind && describeRequest(there) === describeRequest(asked)) return there;
    throw new DomainError('conflict', 'This id stands for another bulk operation. Choose a new one.');
  });
};

const recordBegin = (tx: Tx, actor: Actor, at: Date, asked: Asked, expected: number): Promise<unknown> => {
  const payload = { bulkId: asked.id, filter: describeRequest(asked), expected, reason: asked.reason };
  const target = { id: actor.organisationId, label: 'Runs' };
  return asked.kind === 'retry'
    ? appendAudit(tx, actor, at, { type: 'organisation.retry-begun', target, payload })
    : appendAudit(tx, actor, at, {
        type: 'organisation.bulk-begun',
        target,
        payload: { ...payload, kind: asked.kind },
      });
};
