import { type Actor, DomainError, runIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { runLabel } from '../runs/run-label.ts';
import { requirePayloads } from './payloads.ts';

export const downloadValueInput = z.object({ runId: runIdSchema, hash: z.string().regex(/^[0-9a-f]{64}$/) });

export interface DownloadedValue {
  readonly hash: string;
  readonly bytes: number;
  /** The value as JSON text, UTF-8. */
  readonly content: Buffer;
}

/**
 * One large value of a run, whole. Every download is recorded. Throws `not_found` unless this very run refers to it,
 * `payload_lost` when its content is.
 */
export const downloadValue = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof downloadValueInput>,
): Promise<DownloadedValue> => {
  authorise(actor, 'runs.read');
  const { runId, hash } = downloadValueInput.parse(raw);
  const { organisationId } = actor;
  const bytes = await inTransaction(app, tenant(actor), async (tx) => {
    const [row] = await tx.query<{ bytes: number }>(
      `SELECT p.bytes FROM payload_use u JOIN payload p ON p.organisation_id = u.organisation_id AND p.hash = u.hash
       WHERE u.organisation_id = $1 AND u.hash = $2 AND u.run_id = $3`,
      [organisationId, hash, runId],
    );
    if (!row) throw new DomainError('not_found', 'This run has no such value.');
    await appendAudit(tx, actor, app.now(), {
      type: 'run.value-downloaded',
      target: { id: runId, label: runLabel(runId) },
      runId,
      payload: { hash, bytes: row.bytes },
    });
    return row.bytes;
  });
  return { hash, bytes, content: await requirePayloads(app.payloads).store.get({ organisationId, hash }) };
};
