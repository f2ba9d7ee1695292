import type { LogEntry } from '@switchyard/audit';
import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { type AuditRow, auditColumns, recordOfRow } from './audit-row.ts';

const batchSize = 2000;

interface LeafRow extends AuditRow {
  readonly leafIndex: number;
  readonly leafHash: Buffer;
  readonly leafEventId: string;
}

/**
 * Every leaf below `size` with its event as it is now, in leaf order. Reads in batches of their own transactions: the log
 * only grows, so what is below `size` is the same in each.
 */
export async function* readLogEntries(
  app: App,
  organisationId: OrganisationId,
  size: number,
  onProgress?: (checked: number) => void,
): AsyncGenerator<LogEntry, void, undefined> {
  let next = -1;
  for (;;) {
    const rows = await app.db.transaction({ organisationId }, (tx) =>
      tx.query<LeafRow>(
        `SELECT l.leaf_index AS "leafIndex", l.leaf_hash AS "leafHash", l.event_id AS "leafEventId", ${auditColumns}
         FROM (SELECT leaf_index, leaf_hash, event_id FROM audit_leaf
               WHERE organisation_id = $1 AND leaf_index > $2 AND leaf_index < $3 ORDER BY leaf_index LIMIT ${batchSize}) AS l
         LEFT JOIN LATERAL (SELECT * FROM audit_event WHERE id = l.event_id OFFSET 0) AS e ON e.organisation_id = $1
         ORDER BY l.leaf_index`,
        [organisationId, next, size],
      ),
    );
    for (const row of rows) {
      // The columns of the event are all null when its row is gone.
      const isPresent = row.id !== null;
      yield {
        leafIndex: row.leafIndex,
        leafHash: row.leafHash,
        record: isPresent ? recordOfRow(row) : null,
        eventId: row.leafEventId,
      };
    }
    const last = rows.at(-1);
    if (!last || rows.length < batchSize) return;
    next = last.leafIndex;
    onProgress?.(next + 1);
  }
}
