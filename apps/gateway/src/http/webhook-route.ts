import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { startRunFromWebhook } from '@switchyard/application';
import { DomainError } from '@switchyard/domain';
import type { Hono } from 'hono';
import type { GatewayEnv, GatewayPorts } from './gateway-env.ts';
import { parseJson, requireJson } from './parse-json.ts';
import { readBody } from './read-body.ts';

const parseLeniently = (body: Buffer): unknown => parseJson(body, 'lenient');

/** POST /hooks/{token}: a signed call of another system starts a run. Anything but POST does nothing. */
export const registerWebhooks = (server: Hono<GatewayEnv>, { app, limiter }: GatewayPorts): void => {
  server.post('/hooks/:token', async (context) => {
    const token = context.req.param('token');
    limiter.take(`hook/${token}`);
    requireJson(context.req.header('content-type'));
    const body = await readBody(context.env.incoming);
    const signature = context.req.header('x-switchyard-signature') ?? '';
    const deliveryId = context.req.header('x-switchyard-delivery') ?? null;
    const run = await startRunFromWebhook(app, { token, signature, deliveryId, body, parse: parseLeniently });
    // Written by hand: a Response and the stream inside it cost more than the rest of the answer.
    const { outgoing } = context.env;
    outgoing.writeHead(202, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify(run));
    return RESPONSE_ALREADY_SENT;
  });
  server.all('/hooks/*', () => {
    throw new DomainError('not_found', 'A webhook is called by POST; nothing else does anything here.');
  });
};
