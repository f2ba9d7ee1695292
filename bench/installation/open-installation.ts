import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type App, appEnvSchema, createApp, readEnv } from '@switchyard/application';
import { newId } from '@switchyard/db';
import { findFreePort } from '@switchyard/db/embedded';
import { migrate } from '@switchyard/db/migrate';
import type { OrganisationId, UserActor } from '@switchyard/domain';
import { startRedis, type TestRedis } from '@switchyard/testing';
import type { CliEnv } from '../../apps/cli/src/cli.env.ts';
import {
  addressesOf,
  childEnvironment,
  type InstallationAddresses,
} from '../../apps/cli/src/start/child-environment.ts';
import { ensureInstallationSecrets } from '../../apps/cli/src/start/installation-secrets.ts';
import { type OpenPostgres, openPostgres } from '../../apps/cli/src/start/open-postgres.ts';
import { seedInstallation } from '../../apps/cli/src/start/seed-installation.ts';
import { listServices } from '../../apps/cli/src/start/service.ts';
import { awaitHealthy, type SupervisedService, supervise } from '../../apps/cli/src/start/supervise.ts';

/** What `npm start` does before it starts anything. */
const stripTypes = () =>
  execFileSync(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(new URL('../../apps/cli/src/stripped/strip-sources.mjs', import.meta.url)),
  ]);

export type ServiceName = 'simulator' | 'gateway' | 'worker' | 'web';

export interface InstallationOptions {
  /** Processes beside the database. */
  readonly services: readonly ServiceName[];
  /** What their environment holds beyond that of a started installation. */
  readonly variables?: NodeJS.ProcessEnv;
  /** Processes of the worker, when it is among the services; default 1. */
  readonly workers?: number;
  /** Put the queue into a redis-server of its own. */
  readonly hasRedis?: boolean;
}

export interface BenchInstallation extends InstallationAddresses {
  /** The use cases, in this process. */
  readonly app: App;
  readonly organisationId: OrganisationId;
  /** As superuser, for statistics and fast filling. */
  readonly databaseUrl: string;
  readonly directory: string;
  /** A person of the demo, with the groups they are in. */
  person(email: string): Promise<UserActor>;
  close(): Promise<void>;
}

const chooseEnv = async (directory: string, redis: TestRedis | null): Promise<CliEnv> => ({
  SWITCHYARD_DATA_DIR: directory,
  SWITCHYARD_HOST: '127.0.0.1',
  SWITCHYARD_PORT: await findFreePort(),
  SWITCHYARD_GATEWAY_PORT: await findFreePort(),
  SWITCHYARD_SIMULATOR_PORT: await findFreePort(),
  SWITCHYARD_DEMO: 'true',
  ...(redis ? { REDIS_URL: redis.url } : {}),
});

const findOrganisation = async (app: App): Promise<OrganisationId> => {
  const [row] = await app.db.transaction('system', (tx) =>
    tx.query<{ id: OrganisationId }>('SELECT id FROM organisation'),
  );
  if (!row) throw new Error('The demo organisation was not seeded.');
  return row.id;
};

type PersonRow = Pick<UserActor, 'userId' | 'name' | 'roles' | 'groupIds'>;

const findPerson = async (app: App, organisationId: OrganisationId, email: string): Promise<UserActor> => {
  const [person] = await app.db.transaction({ organisationId }, (tx) =>
    tx.query<PersonRow>(
      `SELECT id AS "userId", name, roles,
              ARRAY(SELECT group_id::text FROM group_member WHERE user_id = app_user.id) AS "groupIds"
       FROM app_user WHERE organisation_id = $1 AND email = $2`,
      [organisationId, email],
    ),
  );
  if (!person) throw new Error(`The demo has no ${email}.`);
  return { kind: 'user', organisationId, email, sessionId: newId<UserActor['sessionId']>(), ...person };
};

const startServices = async (
  env: CliEnv,
  environment: NodeJS.ProcessEnv,
  directory: string,
  { services: names, workers = 1 }: InstallationOptions,
): Promise<SupervisedService[]> => {
  const services = listServices(env)
    .filter(({ name }) => names.some((wanted) => wanted === name))
    .flatMap((service) => Array.from({ length: service.name === 'worker' ? workers : 1 }, () => service))
    .map((service) => supervise(service, { env: environment, logDirectory: join(directory, 'logs') }));
  try {
    for (const service of services) await awaitHealthy(service, new AbortController().signal);
    return services;
  } catch (error) {
    await Promise.all(services.map((service) => service.stop()));
    throw error;
  }
};

interface Ground {
  readonly env: CliEnv;
  readonly directory: string;
  readonly postgres: OpenPostgres;
  readonly redis: TestRedis | null;
}

const build = async ({ env, directory, postgres, redis }: Ground, options: InstallationOptions) => {
  await migrate({ url: postgres.url });
  const environment = {
    ...childEnvironment({
      env,
      inherited: { PATH: process.env.PATH },
      databaseUrl: postgres.url,
      secrets: ensureInstallationSecrets(postgres.directory),
      directory: postgres.directory,
    }),
    SWITCHYARD_LOG_LEVEL: 'warn',
    ...(redis ? { REDIS_URL: redis.url } : {}),
    ...options.variables,
  };
  await seedInstallation(environment, postgres.directory);
  const { app, close: closeApp } = createApp('bench', readEnv(appEnvSchema, environment));
  const organisationId = await findOrganisation(app);
  let services: SupervisedService[] = [];
  const installation: BenchInstallation = {
    ...addressesOf(env),
    app,
    organisationId,
    databaseUrl: postgres.url,
    directory,
    person: (email) => findPerson(app, organisationId, email),
    close: async () => {
      await Promise.all(services.map((service) => service.stop()));
      await closeApp();
      await postgres.stop();
      await redis?.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  services = await startServices(env, environment, postgres.directory, options);
  return installation;
};

/**
 * Starts an installation like `switchyard start` does, in a folder of its own that goes when it is closed: embedded
 * PostgreSQL with the durability of production, the demo organisation, and the processes asked for.
 */
export const openInstallation = async (options: InstallationOptions): Promise<BenchInstallation> => {
  stripTypes();
  const directory = mkdtempSync(join(tmpdir(), 'switchyard-bench-'));
  const redis = options.hasRedis ? await startRedis() : null;
  const env = await chooseEnv(directory, redis);
  const postgres = await openPostgres(env);
  try {
    return await build({ env, directory, postgres, redis }, options);
  } catch (error) {
    await postgres.stop();
    await redis?.stop();
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
};
