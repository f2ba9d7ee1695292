import { DomainError } from '@switchyard/domain';
import type { Context, Hono } from 'hono';
import type { z } from 'zod';
import type { RawBody, Route } from '../routes/route.ts';
import { authenticate } from './authenticate.ts';
import type { GatewayEnv, GatewayPorts } from './gateway-env.ts';
import { parseJson, requireJson } from './parse-json.ts';
import { readBody } from './read-body.ts';

/** An id that cannot be one names nothing, which is what an unknown one does too. */
const readParams = (schema: z.ZodObject | undefined, context: Context<GatewayEnv>): unknown => {
  const parsed = schema?.safeParse(context.req.param());
  if (parsed && !parsed.success) throw new DomainError('not_found', 'There is nothing at this address.');
  return parsed?.data ?? {};
};

const readRaw = async (context: Context<GatewayEnv>): Promise<RawBody> => ({
  contentType: context.req.header('content-type') ?? '',
  bytes: await readBody(context.env.incoming),
});

/** No body at all is an empty object: an operation whose fields are all optional needs none. */
const readJson = async (schema: z.ZodType, context: Context<GatewayEnv>): Promise<unknown> => {
  const bytes = await readBody(context.env.incoming);
  if (bytes.length === 0) return schema.parse({});
  requireJson(context.req.header('content-type'));
  return schema.parse(parseJson(bytes, 'strict'));
};

const readInput = (body: Route['body'], context: Context<GatewayEnv>): Promise<unknown> => {
  if (body === undefined) return Promise.resolve(null);
  return body === 'raw' ? readRaw(context) : readJson(body, context);
};

/** Puts one route behind its key: who, how often, what comes in, what goes out. */
export const registerRoute = (server: Hono<GatewayEnv>, { app, limiter }: GatewayPorts, route: Route): void => {
  const path = `/api/v1${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
  server.on(route.method, path, async (context) => {
    const actor = await authenticate(app, context.req.header('authorization'));
    limiter.take(actor.apiKeyId);
    const params = readParams(route.params, context);
    const query = route.query?.parse(context.req.query()) ?? {};
    const body = await readInput(route.body, context);
    const header = (name: string) => context.req.header(name);
    const answer = await route.handle({ app, actor, params, query, body, header });
    return context.json(toAnswer(route, answer), route.status);
  });
};

/** Only what the schema names leaves: a field that a use case gains is not published by accident. */
const toAnswer = (route: Route, answer: unknown): object => {
  const parsed = route.output.safeParse(answer);
  if (parsed.success && typeof parsed.data === 'object' && parsed.data !== null) return parsed.data;
  throw new DomainError('internal', `${route.operationId} answered with something its schema does not describe.`, {
    cause: parsed.error,
  });
};
