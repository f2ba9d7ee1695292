import type { Hono } from 'hono';
import type { GatewayEnv, GatewayPorts } from './gateway-env.ts';

/** `/healthz`: the process answers. `/readyz`: it can also do its work; 503 takes it out of the load balancer. */
export const registerHealth = (server: Hono<GatewayEnv>, { app }: GatewayPorts): void => {
  server.get('/healthz', (context) => context.json({ status: 'ok' }));
  server.get('/readyz', async (context) => {
    await app.db.ping();
    return context.json({ status: 'ready' });
  });
};
