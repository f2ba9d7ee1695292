import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CliEnv } from '../cli.env.ts';
import { addressesOf } from './child-environment.ts';

/** One process of an installation. */
export interface Service {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Answers below 500 once the service is up; null for one that does not listen. */
  readonly healthUrl: string | null;
}

const root = fileURLToPath(new URL('../../../..', import.meta.url));

const nextProgram = (web: string): string =>
  join(dirname(createRequire(join(web, 'package.json')).resolve('next/package.json')), 'dist/bin/next');

/** What `switchyard start` runs beside the database. The order is the order of starting. */
export const listServices = (env: CliEnv): readonly Service[] => {
  const { simulatorUrl } = addressesOf(env);
  const local = (port: number): string =>
    `http://${env.SWITCHYARD_HOST === '0.0.0.0' ? '127.0.0.1' : env.SWITCHYARD_HOST}:${port}`;
  const web = join(root, 'apps/web');
  const services: Service[] = [
    {
      name: 'simulator',
      args: [join(root, 'packages/lab-simulator/src/main.ts')],
      cwd: root,
      healthUrl: `${simulatorUrl}/v1/models`,
    },
    {
      name: 'gateway',
      args: [join(root, 'apps/gateway/src/main.ts')],
      cwd: root,
      healthUrl: `${local(env.SWITCHYARD_GATEWAY_PORT)}/readyz`,
    },
    { name: 'worker', args: [join(root, 'apps/worker/src/main.ts')], cwd: root, healthUrl: null },
    {
      name: 'web',
      args: [nextProgram(web), 'start', '--port', String(env.SWITCHYARD_PORT), '--hostname', env.SWITCHYARD_HOST],
      cwd: web,
      healthUrl: `${local(env.SWITCHYARD_PORT)}/sign-in`,
    },
  ];
  return services.filter(({ args }) => existsSync(args[0] ?? ''));
};
