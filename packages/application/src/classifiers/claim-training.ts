import { type OrganisationId, type TaskSpec, taskSpecSchema } from '@switchyard/domain';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction } from '../change.ts';

/** A training a worker holds. Every write of it names the lease token. */
export interface HeldTraining {
  readonly id: string;
  readonly organisationId: OrganisationId;
  readonly taskId: string;
  readonly taskName: string;
  readonly spec: TaskSpec;
  readonly leaseToken: number;
  readonly requestedById: string | null;
  readonly requestedByLabel: string;
}

/** Without a heartbeat for so long, another worker takes it up. */
export const trainingLeaseMs = 30_000;
const crashesMax = 3;

interface ClaimedRow extends Omit<HeldTraining, 'spec'> {
  readonly crashes: number;
  readonly draft: unknown;
}

const later = (app: App): Date => new Date(app.now().getTime() + trainingLeaseMs);

/** Takes the training that has waited longest: one that is queued, or one whose worker disappeared. Null when there is none. */
export const claimTraining = async (app: App): Promise<HeldTraining | null> => {
  const [row] = await app.db.transaction('system', (tx) =>
    tx.query<ClaimedRow>(
      `UPDATE classifier_training r SET status = 'running', lease_token = r.lease_token + 1, lease_until = $2, progress = 0,
              crashes = r.crashes + (r.status = 'running')::int, started_at = $1
       FROM task t WHERE t.id = r.task_id AND r.id = (
         SELECT id FROM classifier_training
         WHERE status IN ('queued', 'running') AND (status = 'queued' OR lease_until < $1)
         ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING r.id, r.organisation_id AS "organisationId", r.task_id AS "taskId", t.name AS "taskName", t.draft,
                 r.lease_token AS "leaseToken", r.requested_by_id AS "requestedById",
                 r.requested_by_label AS "requestedByLabel", r.crashes`,
      [app.now(), later(app)],
    ),
  );
  if (!row) return null;
  const { crashes, draft, ...held } = row;
  const training = { ...held, spec: taskSpecSchema.parse(draft) };
  if (crashes < crashesMax) return training;
  await failTraining(
    app,
    training,
    `It ended its worker ${crashes} times and is not tried again. Use fewer or shorter cases.`,
  );
  return null;
};

/** Says that the work goes on, and how far it is. False: it is no longer ours, or a person cancelled it. */
export const renewTraining = async (app: App, { id, leaseToken }: HeldTraining, progress: number): Promise<boolean> => {
  const renewed = await app.db.transaction('system', (tx) =>
    tx.execute(
      `UPDATE classifier_training SET lease_until = $3, progress = $4 WHERE id = $1 AND lease_token = $2 AND status = 'running'`,
      [id, leaseToken, later(app), progress],
    ),
  );
  return renewed > 0;
};

/** Hands a training back undone: the next worker begins it at once. */
export const releaseTraining = async (app: App, { id, leaseToken }: HeldTraining): Promise<void> => {
  await app.db.transaction('system', (tx) =>
    tx.execute(
      `UPDATE classifier_training SET status = 'queued', lease_until = NULL, progress = 0
       WHERE id = $1 AND lease_token = $2 AND status = 'running'`,
      [id, leaseToken],
    ),
  );
};

/** Ends a training that cannot succeed, with the reason for people. Nothing else changes. */
export const failTraining = async (app: App, training: HeldTraining, error: string): Promise<void> => {
  const { id, leaseToken, organisationId, taskId, taskName } = training;
  await inTransaction(app, { organisationId }, async (tx) => {
    const failed = await tx.execute(
      `UPDATE classifier_training SET status = 'failed', error = $3, finished_at = $4
       WHERE id = $1 AND lease_token = $2 AND status = 'running'`,
      [id, leaseToken, error, app.now()],
    );
    if (failed === 0) return;
    await appendAudit(tx, { kind: 'system', organisationId, name: 'classifier' }, app.now(), {
      type: 'classifier.training-failed',
      target: { id: taskId, label: taskName },
      payload: { trainingId: id, error },
    });
  });
};
