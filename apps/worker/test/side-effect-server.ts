import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface SideEffectServer {
  readonly url: string;
  readonly host: string;
  /** Calls per idempotency key. */
  readonly calls: ReadonlyMap<string, number>;
  close(): void;
}

/** Counts calls per idempotency key and answers after `latencyMs`. */
export const startSideEffectServer = async (latencyMs: number): Promise<SideEffectServer> => {
  const calls = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const key = String(request.headers['idempotency-key']);
    calls.set(key, (calls.get(key) ?? 0) + 1);
    await delay(latencyMs);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"ok":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${host}/effect`, host, calls, close: () => server.close() };
};
