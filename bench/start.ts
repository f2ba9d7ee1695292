// How long a newcomer waits: cold start to the first page, second start, and the build in between. Measured in a fresh clone, as root
// or not, with whatever npm has cached already; the network is part of the first figure.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const patienceMs = 15 * 60_000;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url);
    await response.text();
    return response.ok;
  } catch {
    return false;
  }
};

interface Started {
  readonly firstPageSeconds: number;
  readonly buildSeconds: number | null;
}

const secondsSince = (startedAt: number): number => Math.round((performance.now() - startedAt) / 100) / 10;

const measureStart = async (clone: string, env: NodeJS.ProcessEnv): Promise<Started> => {
  const startedAt = performance.now();
  const child = spawn('npm', ['start', '--silent'], { cwd: clone, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
    process.stderr.write(chunk);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${env.SWITCHYARD_PORT}/sign-in`;
  while (!(await answers(url))) {
    if (child.exitCode !== null || performance.now() - startedAt > patienceMs)
      throw new Error('The start did not come to a page.');
    await delay(50);
  }
  const firstPageSeconds = secondsSince(startedAt);
  child.kill('SIGTERM');
  await ended;
  // npm ends before what it started has: the next start needs the ports and the data folder.
  while (await answers(url)) await delay(50);
  await delay(3000);
  const build = /Web app built\s+([\d.]+) s/.exec(output)?.[1];
  return { firstPageSeconds, buildSeconds: build === undefined ? null : Number(build) };
};

const folder = mkdtempSync(join(tmpdir(), 'switchyard-bench-'));
try {
  const clone = join(folder, 'clone');
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', checkout, clone]);
  const env = {
    ...process.env,
    SWITCHYARD_PORT: String(await freePort()),
    SWITCHYARD_GATEWAY_PORT: String(await freePort()),
    SWITCHYARD_SIMULATOR_PORT: String(await freePort()),
  };
  const first = await measureStart(clone, env);
  const second = await measureStart(clone, env);
  console.log(
    `Cold start to first page: ${first.firstPageSeconds} s, of which the build ${first.buildSeconds ?? '?'} s.`,
  );
  console.log(
    `Second start: ${second.firstPageSeconds} s, ${(first.firstPageSeconds / second.firstPageSeconds).toFixed(1)} times faster.`,
  );
  console.log(
    JSON.stringify({
      bench: 'start',
      coldSeconds: first.firstPageSeconds,
      buildSeconds: first.buildSeconds,
      secondSeconds: second.firstPageSeconds,
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
