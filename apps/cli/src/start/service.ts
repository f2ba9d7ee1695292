import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CliEnv } from '../cli.env.ts';
import { addressesOf } from './child-environment.ts';
import { loadStripped } from './load-stripped.ts';

/** One process of an installation. */
export interface Service {
  readonly name: string;
  /** Settings of Node itself. */
  readonly nodeFlags: readonly string[];
  readonly args: readonly string[];
  readonly cwd: string;
  /** Answers below 500 once the service is up; null for one that does not listen. */
  readonly healthUrl: string | null;
}

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * Node lets a heap grow with the memory of the machine before it cleans up: several hundred megabytes of garbage in a process
 * that needs sixty. Collected when a quarter more is in use than after the last time, and with a small nursery, a process
 * stays near what it needs; nothing is capped, so that a large document still fits.
 */
const leanHeap = ['--max-semi-space-size=8', '--heap-growing-percent=25'];

/** The gateway makes much that is garbage a moment later: with 11 MB more it spends an eighth less of its time cleaning up. */
const roomyHeap = ['--max-semi-space-size=16', '--heap-growing-percent=60'];

/**
 * V8 gives what it runs its last form after 3000 runs in a row without news of their types, which takes a gateway some 10,000 calls
 * of models; each of them costs a quarter more until then. After 400 it is there within two thousand.
 */
const earlyCompiled = [
  '--invocation-count-for-maglev=150',
  '--invocation-count-for-turbofan=400',
  '--minimum-invocations-after-ic-update=150',
];

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
      nodeFlags: [...loadStripped, ...leanHeap],
      args: [join(root, 'packages/lab-simulator/src/main.ts')],
      cwd: root,
      healthUrl: `${simulatorUrl}/v1/models`,
    },
    {
      name: 'gateway',
      nodeFlags: [...loadStripped, ...roomyHeap, ...earlyCompiled],
      args: [join(root, 'apps/gateway/src/main.ts')],
      cwd: root,
      healthUrl: `${local(env.SWITCHYARD_GATEWAY_PORT)}/readyz`,
    },
    {
      name: 'worker',
      nodeFlags: [...loadStripped, ...leanHeap],
      args: [join(root, 'apps/worker/src/main.ts')],
      cwd: root,
      healthUrl: null,
    },
    {
      name: 'web',
      nodeFlags: [],
      args: [nextProgram(web), 'start', '--port', String(env.SWITCHYARD_PORT), '--hostname', env.SWITCHYARD_HOST],
      cwd: web,
      healthUrl: `${local(env.SWITCHYARD_PORT)}/sign-in`,
    },
  ];
  return services.filter(({ args }) => existsSync(args[0] ?? ''));
};
