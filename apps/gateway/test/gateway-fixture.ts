import { randomBytes } from 'node:crypto';
import {
  appEnvSchema,
  createApiKey,
  createApp,
  createWorkflow,
  publishWorkflow,
  type RunningApp,
  resolveSession,
  saveDraft,
  setUpInstallation,
} from '@switchyard/application';
import { newId } from '@switchyard/db';
import {
  type ApiScope,
  draftDefinitionSchema,
  type OrganisationId,
  type SessionId,
  type UserActor,
  type UserId,
} from '@switchyard/domain';
import { createTestDatabase } from '@switchyard/testing';
import { type RunningGateway, startGateway } from '../src/start-gateway.ts';

export interface GatewayFixture {
  readonly app: RunningApp['app'];
  readonly gateway: RunningGateway;
  /** Owner of the organisation that was set up first. */
  readonly owner: UserActor;
  close(): Promise<void>;
}

const rate = { perSecond: 1000, burst: 1000 };

/** The gateway as it runs: real database, real sockets; `settings` are added to its environment. */
export const startFixture = async (settings: Readonly<Record<string, string>> = {}): Promise<GatewayFixture> => {
  const database = await createTestDatabase();
  const env = appEnvSchema.parse({
    DATABASE_URL: database.url,
    SWITCHYARD_MASTER_KEY: randomBytes(32).toString('base64'),
    SWITCHYARD_LOG_LEVEL: 'silent',
    SWITCHYARD_POOL_SIZE: 10,
    ...settings,
  });
  const { app, close } = createApp('gateway-test', env);
  const sessionId = await setUpInstallation(app, {
    organisationName: 'Berg',
    name: 'Olga',
    email: 'olga@example.com',
    password: 'a long enough password',
    client: { ipAddress: '', userAgent: '' },
  });
  const owner = await resolveSession(app, sessionId);
  if (!owner) throw new Error('no owner');
  const gateway = await startGateway({ app, host: '127.0.0.1', port: 0, rate, graceMs: 1000 });
  return {
    app,
    gateway,
    owner,
    close: async () => {
      await gateway.stop();
      await close();
      await database.drop();
    },
  };
};

export const createKey = async (
  app: RunningApp['app'],
  owner: UserActor,
  scopes: readonly ApiScope[],
): Promise<string> => {
  const { key } = await createApiKey(app, owner, { name: 'test', scopes: [...scopes], expiresInDays: null });
  return key;
};

/** Another tenant with an owner of its own. */
export const createStranger = async (app: RunningApp['app']): Promise<UserActor> => {
  const organisationId = newId<OrganisationId>();
  const stranger: UserActor = {
    kind: 'user',
    organisationId,
    userId: newId<UserId>(),
    sessionId: newId<SessionId>(),
    name: 'Sten',
    email: `${organisationId}@example.com`,
    roles: ['owner'],
    groupIds: [],
  };
  await app.db.transaction('system', async (tx) => {
    await tx.execute('INSERT INTO organisation (id, slug, name) VALUES ($1, $2, $3)', [
      organisationId,
      `o-${organisationId}`,
      'Other',
    ]);
    await tx.execute('INSERT INTO app_user (id, organisation_id, email, name, roles) VALUES ($1, $2, $3, $4, $5)', [
      stranger.userId,
      organisationId,
      stranger.email,
      stranger.name,
      ['owner'],
    ]);
  });
  return stranger;
};

const definition = draftDefinitionSchema.parse({
  v: 1,
  nodes: [
    {
      id: 'start',
      name: 'Start',
      kind: 'start',
      position: { x: 0, y: 0 },
      config: {
        input: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] },
        triggers: [{ type: 'api' }, { type: 'webhook', toleranceSeconds: 300 }],
      },
    },
    {
      id: 'end',
      name: 'End',
      position: { x: 200, y: 0 },
      kind: 'end',
      config: { output: [{ name: 'doubled', value: 'input.amount * 2' }] },
    },
  ],
  edges: [{ id: 'e1', from: 'start', to: 'end' }],
});

const multiplying = (factor: number) =>
  draftDefinitionSchema.parse({
    ...definition,
    nodes: definition.nodes.map((node) =>
      node.kind === 'end'
        ? { ...node, config: { output: [{ name: 'doubled', value: `input.amount * ${factor}` }] } }
        : node,
    ),
  });

/** A published workflow that doubles `amount`, the webhook that starts it, and a way to publish another factor. */
export const publishDoubling = async (app: RunningApp['app'], owner: UserActor) => {
  const { slug, revision } = await createWorkflow(app, owner, { name: `Doubling ${newId()}` });
  let newest = revision;
  const publish = async (factor: number) => {
    const saved = await saveDraft(app, owner, { slug, revision: newest, draft: multiplying(factor) });
    const published = await publishWorkflow(app, owner, { slug, revision: saved.revision, note: `Times ${factor}` });
    newest = saved.revision;
    return published;
  };
  const { newWebhook } = await publish(2);
  if (!newWebhook) throw new Error('no webhook');
  return { slug, publish, webhook: { path: new URL(newWebhook.url).pathname, secret: newWebhook.secret } };
};
