import { randomBytes } from 'node:crypto';
import {
  createGuardedFetch,
  createGuardedRequest,
  createScriptRunner,
  type PayloadStore,
} from '@switchyard/connectors';
import { newId, openDatabase } from '@switchyard/db';
import type {
  Actor,
  ApiKeyId,
  ApiScope,
  GroupId,
  OrganisationId,
  Role,
  SessionId,
  UserActor,
  UserId,
} from '@switchyard/domain';
import { createLogger, noTelemetry } from '@switchyard/observability';
import { createTestDatabase, type TestDatabaseOptions } from '@switchyard/testing';
import type { App } from '../src/app.ts';
import { createSecretBox } from '../src/secrets/secret-box.ts';

export interface TestApp {
  readonly app: App;
  /** Moves the clock of `app.now()`. */
  advance(ms: number): void;
  close(): Promise<void>;
}

export interface TestAppOptions extends TestDatabaseOptions {
  /** `host:port` of servers of the test; everything else private is refused. */
  readonly allowedHosts?: readonly string[];
  /** Where large values go; without it they stay in their rows. */
  readonly payloadStore?: PayloadStore;
}

/** The use cases on a real database of their own, with a clock the test moves and a bell that nobody hears. */
export const createTestApp = async (options: TestAppOptions = {}): Promise<TestApp> => {
  const { allowedHosts = [] } = options;
  const database = await createTestDatabase(options);
  const { payloadStore } = options;
  const payloads = payloadStore
    ? { store: payloadStore, db: openDatabase({ url: database.url, poolSize: 2, applicationName: 'payloads' }) }
    : null;
  let nowMs = Date.now();
  const app: App = {
    db: database.db,
    bell: { ring: async () => {} },
    hands: null,
    followUp: () => undefined,
    secrets: createSecretBox(randomBytes(32).toString('base64')),
    payloads,
    log: createLogger({ name: 'test', level: 'silent' }),
    telemetry: noTelemetry,
    now: () => new Date(nowMs),
    outbound: {
      fetch: createGuardedFetch({ allowedHosts }),
      request: createGuardedRequest({ allowedHosts }),
      allowedHosts,
    },
    scripts: createScriptRunner(),
    settings: {
      webUrl: 'http://127.0.0.1:3000',
      gatewayUrl: 'http://127.0.0.1:3001',
      simulatorUrl: null,
      checkpointDirectory: null,
      auditSigningKey: null,
      leaseMs: 30_000,
    },
  };
  return {
    app,
    advance: (ms) => {
      nowMs += ms;
    },
    close: async () => {
      app.scripts.close();
      await payloads?.db.close();
      await database.drop();
    },
  };
};

/** A fresh tenant: tests of one file keep apart by it. */
export const createOrganisation = async (app: App, name = 'Test'): Promise<OrganisationId> => {
  const id = newId<OrganisationId>();
  await app.db.transaction('system', (tx) =>
    tx.execute('INSERT INTO organisation (id, slug, name) VALUES ($1, $2, $3)', [id, `test-${id}`, name]),
  );
  return id;
};

export interface PersonOptions {
  readonly roles?: readonly Role[];
  readonly name?: string;
  readonly email?: string;
  readonly passwordHash?: string;
  readonly groupIds?: readonly GroupId[];
}

/** A member with a live session, as the actor the web edge would resolve. */
export const createPerson = async (
  app: App,
  organisationId: OrganisationId,
  options: PersonOptions = {},
): Promise<UserActor> => {
  const userId = newId<UserId>();
  const sessionId = newId<SessionId>();
  const { roles = ['owner'], name = 'Ana Berg', email = `${userId}@example.com`, groupIds = [] } = options;
  await app.db.transaction({ organisationId }, async (tx) => {
    await tx.execute(
      'INSERT INTO app_user (id, organisation_id, email, name, roles, password_hash) VALUES ($1, $2, $3, $4, $5, $6)',
      [userId, organisationId, email, name, [...roles], options.passwordHash ?? null],
    );
    await tx.execute(
      `INSERT INTO session (id, organisation_id, user_id, last_seen_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
      [sessionId, organisationId, userId, app.now(), new Date(app.now().getTime() + 86_400_000)],
    );
    for (const groupId of groupIds) {
      await tx.execute('INSERT INTO group_member (organisation_id, group_id, user_id) VALUES ($1, $2, $3)', [
        organisationId,
        groupId,
        userId,
      ]);
    }
  });
  return { kind: 'user', organisationId, userId, sessionId, name, email, roles: [...roles], groupIds: [...groupIds] };
};

/** An API key as an actor; no row behind it. */
export const keyActor = (organisationId: OrganisationId, scopes: readonly ApiScope[]): Actor => ({
  kind: 'api_key',
  organisationId,
  apiKeyId: newId<ApiKeyId>(),
  name: 'test key',
  scopes: [...scopes],
});

/** Types of the audit events of an organisation, oldest first. */
export const listAuditTypes = (app: App, organisationId: OrganisationId): Promise<string[]> =>
  app.db.transaction({ organisationId }, async (tx) => {
    const rows = await tx.query<{ type: string }>(
      'SELECT type FROM audit_event WHERE organisation_id = $1 ORDER BY id',
      [organisationId],
    );
    return rows.map(({ type }) => type);
  });
