import { randomBytes } from 'node:crypto';
import type { AuditEvent } from '@switchyard/audit';
import { newId, type Tx } from '@switchyard/db';
import { nextTick } from '@switchyard/definition';
import type { Actor, Definition, Trigger } from '@switchyard/domain';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { storeSecret } from '../secrets/store-secret.ts';
import { webhookUrl } from './webhook-url.ts';

type ScheduleTrigger = Extract<Trigger, { type: 'schedule' }>;
type WebhookTrigger = Extract<Trigger, { type: 'webhook' }>;

interface TriggeredWorkflow {
  readonly id: string;
  readonly name: string;
}

export interface NewWebhook {
  readonly url: string;
  /** Shown once, now. */
  readonly secret: string;
}

export const webhookSecretName = (workflowId: string): string => `webhook/${workflowId}`;
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64url')}`;

const triggersOf = (definition: Definition | null): readonly Trigger[] => {
  const start = definition?.nodes.find(({ kind }) => kind === 'start');
  return start?.kind === 'start' ? start.config.triggers : [];
};

/**
 * Makes the webhook endpoint and the schedules of a workflow what its published definition says; null switches all off.
 * Writes their audit events. Returns the webhook when it is new, because its secret is shown only then.
 */
export const syncTriggers = async (
  { app, tx, actor }: { readonly app: App; readonly tx: Tx; readonly actor: Actor },
  workflow: TriggeredWorkflow,
  definition: Definition | null,
  reason: string,
): Promise<NewWebhook | null> => {
  const triggers = triggersOf(definition);
  const schedules = triggers.flatMap((trigger, ordinal) => (trigger.type === 'schedule' ? [{ ordinal, trigger }] : []));
  const events = [
    ...(await enableSchedules(app, tx, actor, workflow, schedules)),
    ...(await disableSchedules(
      tx,
      workflow,
      schedules.map(({ ordinal }) => ordinal),
      reason,
    )),
  ];
  await appendAudit(tx, actor, app.now(), ...events);
  return syncWebhook(
    app,
    tx,
    actor,
    workflow,
    triggers.find((trigger) => trigger.type === 'webhook'),
  );
};

interface KnownSchedule {
  readonly ordinal: number;
  readonly cron: string;
  readonly time_zone: string;
  readonly is_enabled: boolean;
  readonly paused_at: Date | null;
  readonly paused_by_label: string | null;
}

type Planned = { readonly ordinal: number; readonly trigger: ScheduleTrigger };

const isSame = (known: KnownSchedule, { trigger }: Planned): boolean =>
  known.cron === trigger.cron && known.time_zone === trigger.timeZone;

/**
 * The paused schedule that a new one continues: one with the same times wherever it stood, or the one in its place that
 * was edited. What somebody paused does not begin to run because somebody else published.
 */
const findPaused = (known: readonly KnownSchedule[], planned: Planned, all: readonly Planned[]) => {
  const same = known.filter((each) => isSame(each, planned));
  const continued = same.find(({ ordinal }) => ordinal === planned.ordinal) ?? same[0];
  if (continued) return continued.paused_at ? continued : undefined;
  const inPlace = known.find(({ ordinal, is_enabled }) => is_enabled && ordinal === planned.ordinal);
  const isEdited = inPlace !== undefined && !all.some((other) => isSame(inPlace, other));
  return isEdited && inPlace.paused_at ? inPlace : undefined;
};

/** A schedule that did not change keeps its next tick, so that publishing neither skips nor repeats one. */
const enableSchedules = async (
  app: App,
  tx: Tx,
  actor: Actor,
  workflow: TriggeredWorkflow,
  schedules: readonly Planned[],
): Promise<AuditEvent[]> => {
  const known = await tx.query<KnownSchedule>(
    `SELECT ordinal, cron, time_zone, is_enabled, paused_at, paused_by_label FROM schedule
     WHERE workflow_id = $1 ORDER BY ordinal FOR UPDATE`,
    [workflow.id],
  );
  const events: AuditEvent[] = [];
  for (const planned of schedules) {
    const { ordinal, trigger } = planned;
    const { cron, timeZone, input, missed = 'latest' } = trigger;
    const paused = findPaused(known, planned, schedules);
    const changed = await tx.query(
      `INSERT INTO schedule AS s (id, organisation_id, workflow_id, ordinal, cron, time_zone, input, next_tick_at,
                                  missed, paused_at, paused_by_label)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (workflow_id, ordinal) DO UPDATE
         SET cron = $5, time_zone = $6, input = $7, next_tick_at = $8, missed = $9, paused_at = $10,
             paused_by_label = $11, is_enabled = true
         WHERE (s.cron, s.time_zone, s.is_enabled) IS DISTINCT FROM ($5, $6, true)
       RETURNING s.id`,
      [
        newId(),
        actor.organisationId,
        workflow.id,
        ordinal,
        cron,
        timeZone,
        JSON.stringify(input),
        paused ? null : nextTick({ cron, timeZone }, app.now()),
        missed,
        paused?.paused_at ?? null,
        paused?.paused_by_label ?? null,
      ],
    );
    if (changed.length === 0) {
      const values = [workflow.id, ordinal, JSON.stringify(input), missed];
      await tx.execute('UPDATE schedule SET input = $3, missed = $4 WHERE workflow_id = $1 AND ordinal = $2', values);
      continue;
    }
    const target = { id: workflow.id, label: workflow.name };
    events.push({ type: 'schedule.activated', target, payload: { cron, timezone: timeZone } });
  }
  return events;
};

const disableSchedules = async (
  tx: Tx,
  workflow: TriggeredWorkflow,
  kept: readonly number[],
  reason: string,
): Promise<AuditEvent[]> => {
  const gone = await tx.query(
    `UPDATE schedule SET is_enabled = false, next_tick_at = NULL
     WHERE workflow_id = $1 AND is_enabled AND NOT (ordinal = ANY($2::int[])) RETURNING id`,
    [workflow.id, [...kept]],
  );
  const target = { id: workflow.id, label: workflow.name };
  return gone.map(() => ({ type: 'schedule.deactivated', target, payload: { reason } }));
};

const syncWebhook = async (
  app: App,
  tx: Tx,
  actor: Actor,
  workflow: TriggeredWorkflow,
  trigger: WebhookTrigger | undefined,
): Promise<NewWebhook | null> => {
  if (!trigger) {
    await tx.execute('UPDATE webhook_endpoint SET is_enabled = false WHERE workflow_id = $1', [workflow.id]);
    return null;
  }
  const known = await tx.execute(
    'UPDATE webhook_endpoint SET is_enabled = true, tolerance_seconds = $2 WHERE workflow_id = $1',
    [workflow.id, trigger.toleranceSeconds],
  );
  if (known > 0) return null;
  const token = randomBytes(24).toString('base64url');
  const secret = newWebhookSecret();
  const secretId = await storeSecret(app, tx, actor.organisationId, webhookSecretName(workflow.id), secret);
  await tx.execute(
    `INSERT INTO webhook_endpoint (id, organisation_id, workflow_id, token, secret_id, tolerance_seconds, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [newId(), actor.organisationId, workflow.id, token, secretId, trigger.toleranceSeconds, app.now()],
  );
  return { url: webhookUrl(app, token), secret };
};
