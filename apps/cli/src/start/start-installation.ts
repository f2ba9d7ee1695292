import { join } from 'node:path';
import type { CliEnv } from '../cli.env.ts';
import { stage } from '../terminal.ts';
import { assertPortsFree } from './assert-ports-free.ts';
import { assertRedisAnswers } from './assert-redis-answers.ts';
import { addressesOf, childEnvironment } from './child-environment.ts';
import { type OpenPostgres, openPostgres } from './open-postgres.ts';
import { openPreparation, type Preparation } from './preparation/open-preparation.ts';
import { listServices } from './service.ts';
import { type DemoAccount, formatStartSummary } from './start-summary.ts';
import { awaitHealthy, type SupervisedService, supervise } from './supervise.ts';

export interface Installation {
  readonly summary: string;
  /** Services first, then the database, so that no transaction is cut. */
  stop(): Promise<void>;
}

const ports = (env: CliEnv) => [
  { port: env.SWITCHYARD_PORT, host: env.SWITCHYARD_HOST, what: 'web', variable: 'SWITCHYARD_PORT' },
  {
    port: env.SWITCHYARD_GATEWAY_PORT,
    host: env.SWITCHYARD_HOST,
    what: 'gateway',
    variable: 'SWITCHYARD_GATEWAY_PORT',
  },
  {
    port: env.SWITCHYARD_SIMULATOR_PORT,
    host: '127.0.0.1',
    what: 'lab simulator',
    variable: 'SWITCHYARD_SIMULATOR_PORT',
  },
];

const startServices = async (env: CliEnv, environment: NodeJS.ProcessEnv, directory: string, signal: AbortSignal) => {
  const options = { env: environment, logDirectory: join(directory, 'logs') };
  const services: SupervisedService[] = listServices(env).map((service) => supervise(service, options));
  const stop = async () => {
    await Promise.all(services.map((service) => service.stop()));
  };
  try {
    await Promise.all(services.map((service) => awaitHealthy(service, signal)));
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
};

const startPostgres = async (env: CliEnv, preparation: Preparation): Promise<OpenPostgres> => {
  if (env.DATABASE_URL !== undefined) await preparation.ask('checkDatabase', { url: env.DATABASE_URL });
  return openPostgres(env);
};

const prepare = async (
  env: CliEnv,
  inherited: NodeJS.ProcessEnv,
  { url, directory }: OpenPostgres,
  preparation: Preparation,
) => {
  await stage('Database migrated', () => preparation.ask('migrate', { url }));
  const secrets = await preparation.ask('ensureSecrets', { directory });
  const environment = childEnvironment({ env, inherited, databaseUrl: url, secrets, directory });
  const accounts =
    env.SWITCHYARD_DEMO === 'true'
      ? await stage('Demo organisation ready', () =>
          preparation.ask('seed', { environment, directory: env.SWITCHYARD_DATA_DIR }),
        )
      : [];
  return { environment, accounts };
};

const summarise = (env: CliEnv, postgres: OpenPostgres, accounts: readonly DemoAccount[]): string => {
  const { webUrl, gatewayUrl, simulatorUrl } = addressesOf(env);
  return formatStartSummary({
    webUrl,
    gatewayUrl,
    simulatorUrl,
    accounts,
    directory: postgres.directory,
    database: postgres.description,
    queue: env.REDIS_URL === undefined ? 'queue in the same database' : 'queue in Redis',
  });
};

const start = async (
  env: CliEnv,
  inherited: NodeJS.ProcessEnv,
  signal: AbortSignal,
  preparation: Preparation,
): Promise<Installation> => {
  const postgres = await stage('Database started', () => startPostgres(env, preparation));
  let stopServices = async (): Promise<void> => undefined;
  const stop = async () => {
    await stopServices();
    await postgres.stop();
  };
  try {
    const { environment, accounts } = await prepare(env, inherited, postgres, preparation);
    stopServices = await stage('Web, gateway, worker and simulator answer', () =>
      startServices(env, environment, postgres.directory, signal),
    );
    if (env.SWITCHYARD_DEMO === 'true') {
      await stage('Demo tools listed', () => preparation.ask('seedTools', { environment }));
    }
    return { summary: summarise(env, postgres, accounts), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/**
 * Starts everything on this machine and waits until it answers. Whatever fails, or when `signal` is aborted meanwhile, nothing that was
 * started is left running. Throws DomainErrors that say what to do.
 */
export const startInstallation = async (
  env: CliEnv,
  inherited: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Installation> => {
  await assertPortsFree(ports(env));
  if (env.REDIS_URL !== undefined) await assertRedisAnswers(env.REDIS_URL);
  // At once: it loads while the database starts.
  const preparation = openPreparation(signal);
  try {
    return await start(env, inherited, signal, preparation);
  } finally {
    await preparation.close();
  }
};
