import { newId } from '@switchyard/db';
import { DomainError } from '@switchyard/domain';
import { Hono } from 'hono';
import type { GatewayEnv, GatewayPorts } from './http/gateway-env.ts';
import { registerHealth } from './http/health-routes.ts';
import { registerRoute } from './http/register-route.ts';
import { sendError } from './http/send-error.ts';
import { registerWebhooks } from './http/webhook-route.ts';
import { docsPage } from './openapi/docs-page.ts';
import { openApiDocument } from './openapi/open-api-document.ts';
import { routes } from './routes/index.ts';

const contentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

/** The HTTP server for machines, without the socket. */
export const createGateway = (ports: GatewayPorts): Hono<GatewayEnv> => {
  const { log, settings } = ports.app;
  const server = new Hono<GatewayEnv>();
  server.use(async (context, next) => {
    const requestId = newId();
    context.set('requestId', requestId);
    // On Node's own answer: a header set on a finished Response makes another Response, once for each.
    const { outgoing } = context.env;
    outgoing.setHeader('x-request-id', requestId);
    outgoing.setHeader('x-content-type-options', 'nosniff');
    outgoing.setHeader('cache-control', 'no-store');
    await next();
  });
  server.onError((thrown, context) => sendError(log, thrown, context));
  server.notFound((context) =>
    sendError(log, new DomainError('not_found', 'There is nothing at this address. See /api/v1/docs.'), context),
  );
  registerHealth(server, ports);
  const document = openApiDocument(routes, settings.gatewayUrl);
  server.get('/api/v1/openapi.json', (context) => context.json(document));
  server.get('/api/v1/docs', (context) => {
    context.header('content-security-policy', contentSecurityPolicy);
    return context.html(docsPage(routes, settings.gatewayUrl));
  });
  for (const route of routes) registerRoute(server, ports, route);
  registerWebhooks(server, ports);
  return server;
};
