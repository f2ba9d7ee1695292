import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@switchyard/db/embedded';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { awaitHealthy, type SupervisedService, supervise } from './supervise.ts';

let directory: string;
let service: SupervisedService | null = null;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'switchyard-supervise-'));
});
afterEach(async () => {
  await service?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const start = (program: string, healthUrl: string | null): SupervisedService => {
  const file = join(directory, 'program.mjs');
  writeFileSync(file, program);
  service = supervise(
    { name: 'program', nodeFlags: [], args: [file], cwd: directory, healthUrl },
    { env: {}, logDirectory: join(directory, 'logs') },
  );
  return service;
};

const isAnswering = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

test('a service that crashes is started again', async () => {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}/`;
  const program = `import { createServer } from 'node:http';
createServer((request, response) => { if (request.url === '/crash') process.exit(3); response.end('ok'); }).listen(${port}, '127.0.0.1');`;
  const running = start(program, url);
  await awaitHealthy(running, new AbortController().signal);
  await fetch(`${url}crash`).catch(() => undefined);
  await vi.waitUntil(async () => running.crashes() === 1 && (await isAnswering(url)), { timeout: 20_000 });
});

test('a service that keeps crashing is given up with the end of its log', async () => {
  const running = start("console.error('no such thing'); process.exit(1);", 'http://127.0.0.1:1/');
  await expect(awaitHealthy(running, new AbortController().signal)).rejects.toThrow(
    /program does not come up[\s\S]*no such thing/,
  );
});
