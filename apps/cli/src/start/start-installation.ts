import { join } from 'node:path';
import { migrate } from '@switchyard/db/migrate';
import type { CliEnv } from '../cli.env.ts';
import { stage } from '../terminal.ts';
import { assertPortsFree } from './assert-ports-free.ts';
import { assertRedisAnswers } from './assert-redis-answers.ts';
import { addressesOf, childEnvironment } from './child-environment.ts';
import { ensureInstallationSecrets } from './installation-secrets.ts';
import { type OpenPostgres, openPostgres } from './open-postgres.ts';
import { seedInstallation, seedTools } from './seed-installation.ts';
import { listServices } from './service.ts';
import { formatStartSummary } from './start-summary.ts';
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

const prepare = async (env: CliEnv, inherited: NodeJS.ProcessEnv, postgres: OpenPostgres) => {
  await stage('Database migrated', () => migrate({ url: postgres.url }));
  const secrets = ensureInstallationSecrets(postgres.directory);
  const environment = childEnvironment({
    env,
    inherited,
    databaseUrl: postgres.url,
    secrets,
    directory: postgres.directory,
  });
  const accounts =
    env.SWITCHYARD_DEMO === 'true'
      ? await stage('Demo organisation ready', () => seedInstallation(environment, env.SWITCHYARD_DATA_DIR))
      : [];
  return { environment, accounts };
};

/**
 * Starts everything on this machine and waits until it answers. Whatever fails, nothing that was started is left running.
 * Throws DomainErrors that say what to do.
 */
export const startInstallation = async (
  env: CliEnv,
  inherited: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Installation> => {
  await assertPortsFree(ports(env));
  if (env.REDIS_URL !== undefined) await assertRedisAnswers(env.REDIS_URL);
  const postgres = await stage('Database started', () => openPostgres(env));
  try {
    const { environment, accounts } = await prepare(env, inherited, postgres);
    const stopServices = await stage('Web, gateway, worker and simulator answer', () =>
      startServices(env, environment, postgres.directory, signal),
    );
    if (env.SWITCHYARD_DEMO === 'true') await stage('Demo tools listed', () => seedTools(environment));
    const { webUrl, gatewayUrl, simulatorUrl } = addressesOf(env);
    return {
      summary: formatStartSummary({
        webUrl,
        gatewayUrl,
        simulatorUrl,
        accounts,
        directory: postgres.directory,
        database: postgres.description,
        queue: env.REDIS_URL === undefined ? 'queue in the same database' : 'queue in Redis',
      }),
      stop: async () => {
        await stopServices();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
};
