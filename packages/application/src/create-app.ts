import { createGuardedFetch, createGuardedRequest, createScriptRunner } from '@switchyard/connectors';
import { openDatabase } from '@switchyard/db';
import { createLogger, createTelemetry } from '@switchyard/observability';
import { createBell, openNearHands, queueTargetOf } from '@switchyard/queue';
import type { App } from './app.ts';
import type { AppEnv } from './app-env.ts';
import { closeBudgets } from './budgets/beat.ts';
import { keepDatabaseClock } from './database-clock.ts';
import { openPayloads } from './payloads/open-payloads.ts';
import { followUp } from './runs/follow-up.ts';
import { createSecretBox } from './secrets/secret-box.ts';
import { closeSupply } from './supply/beat.ts';

export interface RunningApp {
  readonly app: App;
  /** Resolves once `app.now()` is the database's time. Whoever does what is due waits for it, however long the database is away. */
  untilClockIsSet(): Promise<void>;
  close(): Promise<void>;
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** Host and port of the simulator, which lives on this machine and is reached on purpose. */
const simulatorHost = (env: AppEnv): string[] =>
  env.SWITCHYARD_SIMULATOR_URL ? [new URL(env.SWITCHYARD_SIMULATOR_URL).host] : [];

interface AppOptions {
  /** Script sandboxes, of some 25 MB each; default: as many as the machine has processors. */
  readonly sandboxes?: number;
}

/** Builds the outside world of a process once. `name` appears in logs and in the database's connection list. */
export const createApp = (name: string, env: AppEnv, { sandboxes }: AppOptions = {}): RunningApp => {
  const log = createLogger({ name, level: env.SWITCHYARD_LOG_LEVEL });
  const db = openDatabase({
    url: env.DATABASE_URL,
    poolSize: env.SWITCHYARD_POOL_SIZE,
    applicationName: `switchyard-${name}`,
  });
  const clock = keepDatabaseClock(db, {
    onAway: (cause) => log.warn({ err: cause }, 'the database does not answer; it is asked until it does'),
  });
  const payloads = openPayloads(name, env);
  const bell = createBell(
    queueTargetOf({
      databaseUrl: env.DATABASE_URL,
      redisUrl: env.REDIS_URL,
      ringDirectory: env.SWITCHYARD_RING_DIR,
    }),
  );
  const allow = [...list(env.SWITCHYARD_OUTBOUND_ALLOW), ...simulatorHost(env)];
  const hands = env.SWITCHYARD_RING_DIR === undefined ? null : openNearHands(env.SWITCHYARD_RING_DIR);
  const following = new Set<Promise<unknown>>();
  const app: App = {
    db,
    bell,
    hands,
    followUp: (request) => {
      const work = followUp(app, request)
        .catch((cause: unknown) => log.warn({ err: cause, request }, 'not followed up; the sweep will'))
        .finally(() => following.delete(work));
      following.add(work);
    },
    log,
    telemetry: createTelemetry({ name, endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT, log }),
    payloads,
    secrets: createSecretBox(env.SWITCHYARD_MASTER_KEY),
    now: clock.now,
    outbound: {
      fetch: createGuardedFetch({ allowedHosts: allow }),
      request: createGuardedRequest({ allowedHosts: allow }),
      allowedHosts: allow,
    },
    scripts: createScriptRunner(sandboxes === undefined ? {} : { size: sandboxes }),
    settings: {
      webUrl: env.SWITCHYARD_WEB_URL.replace(/\/$/, ''),
      gatewayUrl: env.SWITCHYARD_GATEWAY_URL.replace(/\/$/, ''),
      simulatorUrl: env.SWITCHYARD_SIMULATOR_URL ?? null,
      checkpointDirectory: env.SWITCHYARD_CHECKPOINT_DIR ?? null,
      auditSigningKey: env.SWITCHYARD_AUDIT_KEY ?? null,
      leaseMs: env.SWITCHYARD_LEASE_MS,
    },
  };
  return {
    app,
    untilClockIsSet: clock.untilSet,
    close: async () => {
      clock.close();
      await Promise.allSettled(following);
      await closeBudgets(app).catch((cause: unknown) =>
        log.warn({ err: cause }, 'budgets not given back; they expire'),
      );
      await closeSupply(app).catch((cause: unknown) => log.warn({ err: cause }, 'places not given back; they expire'));
      await app.telemetry.close();
      app.scripts.close();
      hands?.close();
      await bell.close();
      await payloads?.db.close();
      await db.close();
    },
  };
};
