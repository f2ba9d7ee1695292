import { join, resolve } from 'node:path';
import type { CliEnv } from '../cli.env.ts';
import type { InstallationSecrets } from './installation-secrets.ts';

export interface InstallationAddresses {
  readonly webUrl: string;
  readonly gatewayUrl: string;
  readonly simulatorUrl: string;
}

/** Wildcard addresses are for listening; people and links need one that can be opened. */
const reachable = (host: string): string => (['0.0.0.0', '::', '[::]'].includes(host) ? 'localhost' : host);

export const addressesOf = (env: CliEnv): InstallationAddresses => ({
  webUrl: env.SWITCHYARD_WEB_URL ?? `http://${reachable(env.SWITCHYARD_HOST)}:${env.SWITCHYARD_PORT}`,
  gatewayUrl: env.SWITCHYARD_GATEWAY_URL ?? `http://${reachable(env.SWITCHYARD_HOST)}:${env.SWITCHYARD_GATEWAY_PORT}`,
  simulatorUrl: `http://127.0.0.1:${env.SWITCHYARD_SIMULATOR_PORT}`,
});

/** What web, gateway and worker get: whatever the user set, and for the rest what this installation generated. */
export const childEnvironment = (options: {
  readonly env: CliEnv;
  readonly inherited: NodeJS.ProcessEnv;
  readonly databaseUrl: string;
  readonly secrets: InstallationSecrets;
  readonly directory: string;
}): NodeJS.ProcessEnv => {
  const { env, inherited, secrets, directory } = options;
  const { webUrl, gatewayUrl, simulatorUrl } = addressesOf(env);
  return {
    NODE_ENV: 'production',
    // What is freed goes back to the system: glibc otherwise keeps an arena per thread and the holes in it. Compiling a large
    // module alone leaves 80 MB of them.
    MALLOC_ARENA_MAX: '1',
    MALLOC_TRIM_THRESHOLD_: '131072',
    MALLOC_MMAP_THRESHOLD_: '32768',
    MALLOC_MMAP_MAX_: '1000000',
    SWITCHYARD_CHECKPOINT_DIR: join(directory, 'checkpoints'),
    SWITCHYARD_RING_DIR: join(directory, 'ring'),
    SWITCHYARD_PAYLOADS: `disk:${resolve(directory, 'payloads')}`,
    SWITCHYARD_SIMULATOR_URL: simulatorUrl,
    ...secrets,
    ...inherited,
    DATABASE_URL: options.databaseUrl,
    SWITCHYARD_HOST: env.SWITCHYARD_HOST,
    SWITCHYARD_PORT: String(env.SWITCHYARD_PORT),
    SWITCHYARD_GATEWAY_PORT: String(env.SWITCHYARD_GATEWAY_PORT),
    LAB_SIMULATOR_PORT: String(env.SWITCHYARD_SIMULATOR_PORT),
    SWITCHYARD_WEB_URL: webUrl,
    SWITCHYARD_GATEWAY_URL: gatewayUrl,
    NEXTAUTH_URL: webUrl,
    NEXT_TELEMETRY_DISABLED: '1',
  };
};
