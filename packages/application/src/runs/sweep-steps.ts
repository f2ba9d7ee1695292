import type { NodeKind, OrganisationId, RunId, StepId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { inTransaction } from '../change.ts';
import { failAbandonedStep } from './fail-abandoned-step.ts';
import { holdBackReady } from './hold-back.ts';
import { lockRun } from './run-record.ts';

const batchSize = 500;

/** A step whose holder disappeared this often is stopped: it ends the process of whoever tries. */
export const crashesMax = 3;

interface ExpiredRow {
  readonly organisation_id: OrganisationId;
  readonly run_id: RunId;
  readonly id: StepId;
  readonly kind: NodeKind;
  readonly name: string;
  readonly crashes: number;
  readonly node: { readonly config?: { readonly isIdempotent?: boolean; readonly method?: string } } | null;
}

/**
 * Frees steps whose lease ran out. A step that may be repeated becomes ready again under the same idempotency key; a call
 * that may not is parked as `unknown` for a person: recovery never guesses an outcome.
 */
export const releaseExpiredLeases = async (app: App): Promise<number> => {
  const expired = await app.db.transaction('system', (tx) =>
    tx.query<ExpiredRow>(
      `SELECT s.organisation_id, s.run_id, s.id, s.kind, s.name, s.crashes,
              jsonb_path_query_first(v.definition, '$.nodes[*] ? (@.id == $id)', jsonb_build_object('id', s.node_id)) AS node
       FROM step s JOIN run r ON r.id = s.run_id JOIN workflow_version v ON v.id = r.version_id
       WHERE s.status = 'running' AND s.lease_until < now() ORDER BY s.lease_until LIMIT $1`,
      [batchSize],
    ),
  );
  for (const step of expired) await release(app, step);
  return expired.length;
};

const isRepeatable = (step: ExpiredRow): boolean => {
  if (step.kind !== 'http') return true;
  const { isIdempotent, method } = step.node?.config ?? {};
  return isIdempotent !== false || method === 'GET' || method === 'PUT' || method === 'DELETE';
};

const release = async (app: App, step: ExpiredRow): Promise<void> => {
  const { organisation_id: organisationId, id: stepId } = step;
  if (!isRepeatable(step) || step.crashes + 1 >= crashesMax) return failAbandonedStep(app, step, isRepeatable(step));
  await inTransaction(app, { organisationId }, async (tx, after) => {
    const { pause } = await lockRun(tx, organisationId, step.run_id);
    // The attempt goes on under a new lease and the same key: the other side recognises a repeat.
    const released = await tx.execute(
      `UPDATE step SET status = 'ready', crashes = crashes + 1, attempt = attempt - 1, lease_token = lease_token + 1,
                       available_at = now(), lease_until = NULL, lease_owner = NULL
       WHERE id = $1 AND status = 'running' AND lease_until < now()`,
      [stepId],
    );
    if (released === 0) return;
    if (pause) holdBackReady(tx, step.run_id);
    else after.ring();
  });
};
