import { auditCsvHeader, auditCsvLine, formatExportLine, hashToBase64 } from '@switchyard/audit';
import { type Actor, jsonObjectSchema, type OrganisationId } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { appendAudit } from './append-audit.ts';
import { listCheckpoints } from './audit-checkpoint.ts';
import { type AuditFilter, auditFilterSchema, filterConditions, filterFacts } from './audit-filter.ts';
import { type AuditRow, auditColumns, recordOfRow } from './audit-row.ts';
import { findAuditSigner, originOf } from './audit-signer.ts';
import { readTree } from './audit-tree.ts';
import { sealAuditLog } from './seal-audit-log.ts';

export const exportAuditLogInput = z.object({
  format: z.enum(['jsonl', 'csv']),
  filter: auditFilterSchema.default({}),
});
export type ExportAuditLogInput = z.input<typeof exportAuditLogInput>;

const batchSize = 1000;
const checkpointsMax = 1000;

interface ExportRow extends AuditRow {
  readonly leafIndex: number;
  readonly leafHash: Buffer;
}

async function* readRows(
  app: App,
  organisationId: OrganisationId,
  filter: AuditFilter,
  size: number,
): AsyncGenerator<ExportRow, void, undefined> {
  const { where, values } = filterConditions(organisationId, filter);
  let after = -1;
  for (;;) {
    const rows = await app.db.transaction({ organisationId }, (tx) =>
      tx.query<ExportRow>(
        `SELECT l.leaf_index AS "leafIndex", l.leaf_hash AS "leafHash", ${auditColumns}
         FROM audit_leaf l JOIN audit_event e ON e.id = l.event_id
         WHERE l.organisation_id = $1 AND ${where} AND l.leaf_index > $${values.length + 1} AND l.leaf_index < $${values.length + 2}
         ORDER BY l.leaf_index LIMIT ${batchSize}`,
        [...values, after, size],
      ),
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < batchSize) return;
    after = last.leafIndex;
  }
}

const jsonlLine = (row: ExportRow): string => {
  return formatExportLine({
    line: 'event',
    leafIndex: row.leafIndex,
    leafHash: hashToBase64(row.leafHash),
    event: jsonObjectSchema.parse(recordOfRow(row)),
  });
};

/**
 * The trail as a stream of text chunks, oldest first: JSONL with everything that verifying offline needs, or CSV for reading.
 * The export is recorded before its first chunk and is its own last event. Throws `forbidden`.
 */
export async function* exportAuditLog(
  app: App,
  actor: Actor,
  input: ExportAuditLogInput,
): AsyncGenerator<string, void, undefined> {
  authorise(actor, 'audit.export');
  const { format, filter } = exportAuditLogInput.parse(input);
  const { organisationId } = actor;
  const facts = filterFacts(filter);
  await inTransaction(app, tenant(actor), (tx) =>
    appendAudit(tx, actor, app.now(), {
      type: 'audit.exported',
      target: { id: organisationId, label: 'Audit trail' },
      payload: { format, filter: facts },
    }),
  );
  // Whoever exports must get what there is, also from a log that refuses to be extended.
  await sealAuditLog(app, organisationId, { isWaiting: true }).catch((cause: unknown) =>
    app.log.warn({ err: cause }, 'exporting a log that does not seal'),
  );
  const { size, checkpoints } = await inTransaction(app, tenant(actor), async (tx) => {
    const tree = await readTree(tx, organisationId);
    return { size: tree.size, checkpoints: await listCheckpoints(tx, organisationId, tree.size, checkpointsMax) };
  });
  if (format === 'csv') {
    yield auditCsvHeader;
    for await (const row of readRows(app, organisationId, filter, size))
      yield auditCsvLine(recordOfRow(row), row.leafIndex);
    return;
  }
  const signer = findAuditSigner(app);
  yield formatExportLine({
    line: 'header',
    v: 1,
    origin: signer ? originOf(signer, organisationId) : `unsigned/audit/${organisationId}`,
    organisationId,
    exportedAt: app.now().toISOString(),
    isComplete: Object.keys(facts).length === 0,
    filter: facts,
  });
  for await (const row of readRows(app, organisationId, filter, size)) yield jsonlLine(row);
  for (const { note } of checkpoints) yield formatExportLine({ line: 'checkpoint', place: 'log', note });
}
