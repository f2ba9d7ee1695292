import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface EffectServer {
  /** `host:port`, for the list of private addresses that steps may reach. */
  readonly host: string;
  readonly url: string;
  /** Calls per idempotency key. A key is one effect, however often it is sent: that is what a receiver makes of it. */
  readonly calls: ReadonlyMap<string, number>;
  close(): void;
}

export interface EffectServerOptions {
  /** Time between a call's arrival, when it counts, and its answer. */
  readonly latencyMs: number;
  /** Waited for before a call is answered, after it has counted. */
  readonly answer?: (path: string) => Promise<void>;
}

/** The outside world of a run: counts calls per idempotency key and answers each with 200. */
export const startEffectServer = async ({ latencyMs, answer }: EffectServerOptions): Promise<EffectServer> => {
  const calls = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const key = String(request.headers['idempotency-key']);
    calls.set(key, (calls.get(key) ?? 0) + 1);
    request.resume();
    await delay(latencyMs);
    await answer?.(request.url ?? '/');
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"ok":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}/effect`,
    calls,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
