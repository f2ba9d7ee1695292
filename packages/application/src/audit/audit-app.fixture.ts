import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuditEvent, formatSigningKey } from '@switchyard/audit';
import { createGuardedRequest, createScriptRunner } from '@switchyard/connectors';
import { type Database, newId } from '@switchyard/db';
import type { OrganisationId, UserActor } from '@switchyard/domain';
import { createLogger, noTelemetry } from '@switchyard/observability';
import type { App, AppSettings } from '../app.ts';
import { createSecretBox } from '../secrets/secret-box.ts';
import { appendAudit } from './append-audit.ts';

const signingKey = formatSigningKey('switchyard.test', Buffer.alloc(32, 5));

/** An App around a test database: silent, rings nobody, signs, and publishes checkpoints into a fresh folder. */
export const createAuditApp = (db: Database, settings: Partial<AppSettings> = {}): App => ({
  db,
  bell: { ring: async () => {} },
  hands: null,
  followUp: () => undefined,
  secrets: createSecretBox(randomBytes(32).toString('base64')),
  payloads: null,
  log: createLogger({ name: 'test', level: 'silent' }),
  telemetry: noTelemetry,
  now: () => new Date(),
  outbound: { fetch, request: createGuardedRequest(), allowedHosts: [] },
  scripts: createScriptRunner(),
  settings: {
    webUrl: 'http://127.0.0.1:3000',
    gatewayUrl: 'http://127.0.0.1:3001',
    simulatorUrl: null,
    auditSigningKey: signingKey,
    leaseMs: 30_000,
    ...settings,
    checkpointDirectory: settings.checkpointDirectory ?? mkdtempSync(join(tmpdir(), 'switchyard-checkpoints-')),
  },
});

/** Removes the folder that the app published its checkpoints into. */
export const removeCheckpoints = async ({ settings }: App): Promise<void> => {
  if (settings.checkpointDirectory !== null) await rm(settings.checkpointDirectory, { recursive: true, force: true });
};

/** A fresh organisation and its auditor. */
export const createAuditor = async (db: Database, name = 'Ana'): Promise<UserActor> => {
  const organisationId = newId<OrganisationId>();
  await db.transaction('system', (tx) =>
    tx.execute('INSERT INTO organisation (id, slug, name) VALUES ($1, $2, $3)', [
      organisationId,
      organisationId,
      'Test',
    ]),
  );
  return {
    kind: 'user',
    organisationId,
    userId: newId(),
    sessionId: newId(),
    name,
    email: 'ana@example.com',
    roles: ['auditor'],
    groupIds: [],
  };
};

export const archived = (label: string): AuditEvent => ({
  type: 'workflow.archived',
  target: { id: newId(), label },
  payload: {},
});

/** Commits one event per label, each in a transaction of its own. */
export const record = async (app: App, actor: UserActor, labels: readonly string[]): Promise<void> => {
  for (const label of labels) {
    await app.db.transaction({ organisationId: actor.organisationId }, (tx) =>
      appendAudit(tx, actor, app.now(), archived(label)),
    );
  }
};

export const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => `Process ${at}`);
