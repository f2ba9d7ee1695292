import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type App, appEnvSchema, createApp, startRun } from '@switchyard/application';
import { createOrganisation, createPerson, publishDefinition } from '@switchyard/application/test';
import type { Definition, OrganisationId, UserActor } from '@switchyard/domain';
import {
  createTestDatabase,
  type EffectServer,
  type EffectServerOptions,
  emptyQueue,
  type NodeProcess,
  type RunAccount,
  readRunAccount,
  redisAvailable,
  startEffectServer,
  startNodeProcess,
  startRedis,
} from '@switchyard/testing';

export type QueueBackend = 'postgres' | 'redis';
export const queueBackends: readonly QueueBackend[] = redisAvailable ? ['postgres', 'redis'] : ['postgres'];

/** How long a state may take to come: far more than it does, because the machine may be slow and busy. */
export const waiting = { timeout: 120_000, interval: 100 };
/** For a whole test. */
export const patience = { timeout: 180_000 };

const workerMain = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface FaultLabOptions extends Partial<EffectServerOptions> {
  /** A migrated database of a server that the test itself ends and starts; else one on the server of the test run. */
  readonly databaseUrl?: string;
  readonly leaseMs?: number;
  /** A folder in which processes find each other, as those of one machine do. */
  readonly ringDirectory?: string;
}

/** An installation of its own for one test: database, queue, an outside world that counts, and processes to be hurt. */
export interface FaultLab {
  readonly app: App;
  readonly effects: EffectServer;
  readonly organisationId: OrganisationId;
  readonly owner: UserActor;
  /** What every process of this installation gets. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts a program of this installation; it ends with the lab at the latest. */
  startProcess(main: string, env?: Readonly<Record<string, string>>): NodeProcess;
  startWorker(env?: Readonly<Record<string, string>>): NodeProcess;
  publish(definition: Definition): Promise<string>;
  startRuns(workflowSlug: string, count: number): Promise<void>;
  /** Status → how many runs. */
  runs(): Promise<Readonly<Record<string, number>>>;
  account(): Promise<RunAccount>;
  /** What an administrator's mistake would do to the queue: everything in it is gone. */
  emptyQueue(): Promise<void>;
  /** Ends the Redis of this installation for good; nothing where the queue lives in PostgreSQL. */
  endRedis(): Promise<void>;
  close(): Promise<void>;
}

/** The account of runs that have all ended as they should, each effect made and recorded once. */
export const flawless = (runs: number): RunAccount => ({
  runs: { completed: runs },
  doubledSteps: 0,
  misreportedRuns: 0,
  missingEffects: 0,
  surplusEffects: 0,
});

const openGround = async (backend: QueueBackend, options: FaultLabOptions) => {
  const database = options.databaseUrl === undefined ? await createTestDatabase() : null;
  const redis = backend === 'redis' ? await startRedis() : null;
  const effects = await startEffectServer({ latencyMs: 30, ...options });
  return {
    effects,
    databaseUrl: database?.url ?? options.databaseUrl ?? '',
    redisUrl: redis?.url ?? null,
    endRedis: async () => redis?.stop(),
    close: async () => {
      effects.close();
      await redis?.stop();
      await database?.drop();
    },
  };
};

const createProcesses = (shared: Readonly<Record<string, string>>) => {
  const started: NodeProcess[] = [];
  return {
    start: (main: string, env: Readonly<Record<string, string>> = {}): NodeProcess => {
      const child = startNodeProcess(main, { ...shared, ...env });
      started.push(child);
      return child;
    },
    killAll: async () => {
      for (const child of started) child.signal('KILL');
      await Promise.all(started.map(({ exited }) => exited));
    },
  };
};

export const openFaultLab = async (backend: QueueBackend, options: FaultLabOptions = {}): Promise<FaultLab> => {
  const ground = await openGround(backend, options);
  const { databaseUrl, redisUrl, effects } = ground;
  const env = {
    DATABASE_URL: databaseUrl,
    SWITCHYARD_MASTER_KEY: randomBytes(32).toString('base64'),
    SWITCHYARD_OUTBOUND_ALLOW: effects.host,
    SWITCHYARD_LOG_LEVEL: 'silent',
    SWITCHYARD_LEASE_MS: String(options.leaseMs ?? 3000),
    SWITCHYARD_POOL_SIZE: '10',
    ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
    ...(options.ringDirectory === undefined ? {} : { SWITCHYARD_RING_DIR: options.ringDirectory }),
  };
  const { app, close } = createApp('fault-lab', appEnvSchema.parse(env));
  const processes = createProcesses(env);
  const organisationId = await createOrganisation(app);
  const owner = await createPerson(app, organisationId, { roles: ['owner'] });
  const account = () => readRunAccount(app.db, { organisationId }, effects.calls);
  return {
    app,
    effects,
    organisationId,
    owner,
    env,
    startProcess: processes.start,
    startWorker: (extra) => processes.start(workerMain, extra),
    publish: (definition) => publishDefinition(app, organisationId, definition),
    startRuns: async (workflowSlug, count) => {
      await Promise.all(Array.from({ length: count }, () => startRun(app, owner, { workflowSlug, trigger: 'api' })));
    },
    runs: async () => (await account()).runs,
    account,
    endRedis: ground.endRedis,
    emptyQueue: () => emptyQueue({ databaseUrl, redisUrl }),
    close: async () => {
      await processes.killAll();
      await close();
      await ground.close();
    },
  };
};
