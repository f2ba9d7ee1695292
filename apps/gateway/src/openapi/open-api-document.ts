import { errorCodes, type JsonObject } from '@switchyard/domain';
import type { z } from 'zod';
import { errorBodySchema } from '../http/error-body.ts';
import { bodyBytesMax } from '../http/read-body.ts';
import type { Route } from '../routes/route.ts';
import { v1Paths } from '../v1/v1-paths.ts';
import { describeSchema } from './describe-schema.ts';

const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: JsonObject): JsonObject => ({ 'application/json': { schema } });

const pascal = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const bodyName = ({ operationId }: Route): string => `${pascal(operationId)}Body`;
const answerName = ({ operationId }: Route): string => `${pascal(operationId)}Answer`;

const parametersIn = (place: 'path' | 'query', schema: z.ZodObject | undefined): JsonObject[] =>
  Object.entries(schema?.shape ?? {}).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || !field.safeParse(undefined).success,
    schema: describeSchema(field, place === 'path' ? 'output' : 'input', '#'),
  }));

const headerParameters = (headers: Route['headers']): JsonObject[] =>
  Object.entries(headers ?? {}).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  }));

const requestBody = (route: Route): JsonObject => {
  if (route.body === undefined) return {};
  const content = route.body === 'raw' ? { '*/*': { schema: {} } } : json(reference(bodyName(route)));
  return { requestBody: { required: route.body === 'raw', content } };
};

const operation = (route: Route): JsonObject => ({
  operationId: route.operationId,
  summary: route.summary,
  description: `${route.description ?? ''}\n\nNeeds one of the scopes: ${route.scopes.join(', ')}.`.trim(),
  tags: [route.path.split('/')[1] ?? ''],
  parameters: [
    ...parametersIn('path', route.params),
    ...parametersIn('query', route.query),
    ...headerParameters(route.headers),
  ],
  ...requestBody(route),
  responses: {
    [route.status]: { description: 'Done.', content: json(reference(answerName(route))) },
    default: { description: 'Refused; the code says why.', content: json(reference('Error')) },
  },
});

const schemasOf = (route: Route): [string, JsonObject][] => {
  const at = (name: string) => `#/components/schemas/${name}`;
  const answer = answerName(route);
  const body = bodyName(route);
  return [
    [answer, describeSchema(route.output, 'output', at(answer))],
    ...(route.body === undefined || route.body === 'raw'
      ? []
      : ([[body, describeSchema(route.body, 'input', at(body))]] satisfies [string, JsonObject][])),
  ];
};

const pathsOf = (routes: readonly Route[]): JsonObject => {
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  }
  return paths;
};

const codes = Object.entries(errorCodes).map(([code, { http }]) => `- \`${code}\` (${http})`);

/** The OpenAPI 3.1 document, from the schemas that check the requests: it cannot say anything else than what is done. */
export const openApiDocument = (routes: readonly Route[], gatewayUrl: string): JsonObject => ({
  openapi: '3.1.0',
  info: {
    title: 'Switchyard API',
    version: '1',
    description: [
      'Start runs, watch them, and keep workflows and sources in step with your own systems.',
      `Bodies are JSON of at most ${bodyBytesMax / 1024 / 1024} MB. Lists are paged by \`cursor\`. Every failure has the same shape, with one of these codes:`,
      codes.join('\n'),
    ].join('\n\n'),
  },
  servers: [{ url: `${gatewayUrl}/api/v1` }],
  security: [{ apiKey: [] }],
  paths: { ...pathsOf(routes), ...v1Paths(gatewayUrl) },
  components: {
    securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: Settings → API keys.' } },
    schemas: {
      Error: describeSchema(errorBodySchema, 'output', '#/components/schemas/Error'),
      ...Object.fromEntries(routes.flatMap(schemasOf)),
    },
  },
});
