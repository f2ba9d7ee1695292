import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPreparation } from './open-preparation.ts';

// A database that lets everybody in and then never answers: AuthenticationOk, ReadyForQuery.
const greeting = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);

let server: Server;
let url: string;
let asked: Promise<Socket>;
beforeEach(async () => {
  server = createServer();
  asked = new Promise((resolve) => {
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write(greeting);
        // The second message is the question that stays open.
        socket.once('data', () => resolve(socket));
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `postgresql://nobody@127.0.0.1:${(server.address() as AddressInfo).port}/none`;
});
afterEach(() => server.close());

test('what a task throws arrives with its code and its sentence, and the next task can be asked', async () => {
  const preparation = openPreparation(new AbortController().signal);
  const task = preparation.ask('checkDatabase', { url: 'postgresql://127.0.0.1:1/none' });
  await expect(task).rejects.toMatchObject({ code: 'misconfigured', message: expect.stringContaining('127.0.0.1:1') });
  await expect(preparation.ask('checkDatabase', { url: 'no url' })).rejects.toThrow(/DATABASE_URL must look like/);
  await preparation.close();
});

test('a start that is stopped ends the task in hand', async () => {
  const stop = new AbortController();
  const preparation = openPreparation(stop.signal);
  const task = preparation.ask('checkDatabase', { url });
  const outcome = expect(task).rejects.toThrow(/ended before it was done/);
  const socket = await asked;
  stop.abort();
  await outcome;
  if (!socket.closed) await once(socket, 'close');
  await preparation.close();
});

test('it does not outlive a parent that is killed', async () => {
  const program = `import { openPreparation } from ${JSON.stringify(new URL('open-preparation.ts', import.meta.url).href)};
await openPreparation(new AbortController().signal).ask('checkDatabase', { url: ${JSON.stringify(url)} });`;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'ignore' });
  const socket = await asked;
  parent.kill('SIGKILL');
  // The system closes the connection of a process that is gone; as long as it lives, it waits for the answer.
  if (!socket.closed) await once(socket, 'close');
  expect(socket.closed).toBe(true);
});
