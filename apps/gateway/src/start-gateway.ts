import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { App } from '@switchyard/application';
import { DomainError } from '@switchyard/domain';
import { createGateway } from './create-gateway.ts';
import { createRateLimiter, type RateLimit } from './rate-limiter.ts';
import { createV1, isV1 } from './v1/handle-v1.ts';

export interface GatewayOptions {
  readonly app: App;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly rate: RateLimit;
  /** How long `stop` waits for requests in hand before it cuts them off. */
  readonly graceMs: number;
}

export interface RunningGateway {
  readonly url: string;
  /** Takes no more connections, finishes what is in hand, then resolves. */
  stop(): Promise<void>;
}

/** A caller that dribbles its request holds a socket no longer than this. */
const serverOptions = { requestTimeout: 60_000, headersTimeout: 15_000, keepAliveTimeout: 65_000 };

const listen = (server: Server, { host, port }: GatewayOptions): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new DomainError('misconfigured', `The gateway cannot listen on ${host}:${port}: ${cause.message}`, { cause }),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address);
    });
  });

const stopServer = (server: Server, graceMs: number): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });

/** Listens. Throws `misconfigured` when the port cannot be had. */
export const startGateway = async (options: GatewayOptions): Promise<RunningGateway> => {
  const limiter = createRateLimiter(options.rate, () => performance.now());
  const ports = { app: options.app, limiter };
  const { fetch } = createGateway(ports);
  const handleV1 = createV1(ports);
  const listener = getRequestListener(fetch, {
    overrideGlobalObjects: false,
    // A body that is answered early is read to its end by Node and by `readBody`, so that its sender gets the answer.
    autoCleanupIncoming: false,
  });
  const server = createServer(serverOptions, (request, response) =>
    isV1(request) ? handleV1(request, response) : void listener(request, response),
  );
  const { address, port, family } = await listen(server, options);
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    stop: () => stopServer(server, options.graceMs),
  };
};
