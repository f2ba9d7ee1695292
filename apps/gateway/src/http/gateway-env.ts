import type { HttpBindings } from '@hono/node-server';
import type { App } from '@switchyard/application';
import type { RateLimiter } from '../rate-limiter.ts';

/** What every handler finds on its context. */
export interface GatewayEnv {
  Bindings: HttpBindings;
  Variables: { requestId: string };
}

export interface GatewayPorts {
  readonly app: App;
  readonly limiter: RateLimiter;
}
