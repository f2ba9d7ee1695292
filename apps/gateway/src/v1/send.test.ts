import { once } from 'node:events';
import { createServer, get, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallReply } from '@switchyard/application';
import { expect, test } from 'vitest';
import { sendReply } from './send.ts';

const head = { receiptId: 'r', candidateRef: 's/m', answeredByModel: null, isSimulated: false } as const;
const large = 'x'.repeat(1_000_000);

/** What becomes of a reply to a client that sends its request and never reads. */
const toSilentClient = async (reply: CallReply): Promise<ServerResponse> => {
  const { promise, resolve } = Promise.withResolvers<ServerResponse>();
  const server = createServer((_request, response) => {
    response.once('close', () => resolve(response));
    void sendReply(response, reply, 'id', 100);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const request = get(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, (response) => response.pause());
  request.on('error', () => undefined);
  const response = await promise;
  request.destroy();
  server.close();
  return response;
};

test('a client that stops reading a stream is left, and the stream is ended', async () => {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  async function* endless(): AsyncGenerator<string> {
    try {
      for (;;) yield large;
    } finally {
      resolve();
    }
  }
  const response = await toSilentClient({ ...head, kind: 'stream', events: endless() });
  await ended;
  expect(response.writableFinished).toBe(false);
});

test('a client that reads nothing of a whole answer is left', async () => {
  const reply = { ...head, kind: 'whole', body: Buffer.alloc(50_000_000, 0x61), costMicroUsd: 0 } as const;
  expect((await toSilentClient(reply)).writableFinished).toBe(false);
});
