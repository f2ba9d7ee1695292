import {
  apiKeyViewSchema,
  createdApiKeySchema,
  listApiKeys,
  revokeApiKey,
  revokeApiKeyInput,
  rotateApiKey,
  rotateApiKeyInput,
  savedApiKeySchema,
  updateApiKey,
  updateApiKeyInput,
} from '@switchyard/application';
import { z } from 'zod';
import { defineRoute } from './route.ts';

const scopes = ['keys:write'] as const;
const bounds =
  'A key manages no key that may do more than itself, gives no scope that it has not, and does not change itself.';

export const listApiKeysRoute = defineRoute({
  method: 'get',
  path: '/keys',
  operationId: 'listApiKeys',
  summary: 'List the API keys with what they may do, spend and call; never their secrets',
  scopes,
  status: 200,
  output: z.object({ items: z.array(apiKeyViewSchema) }),
  handle: async ({ app, actor }) => ({ items: await listApiKeys(app, actor) }),
});

export const updateApiKeyRoute = defineRoute({
  method: 'put',
  path: '/keys/{id}',
  operationId: 'updateApiKey',
  summary: 'Change the name, scopes, models, limits, budget or end of a key; holds within a second everywhere',
  description: bounds,
  scopes,
  params: updateApiKeyInput.pick({ id: true }),
  body: z.strictObject(updateApiKeyInput.omit({ id: true }).shape),
  status: 200,
  output: savedApiKeySchema,
  handle: ({ app, actor, params, body }) => updateApiKey(app, actor, { ...params, ...body }),
});

export const rotateApiKeyRoute = defineRoute({
  method: 'post',
  path: '/keys/{id}/rotate',
  operationId: 'rotateApiKey',
  summary: 'Give a key a new secret; the old one is good for a time of grace',
  description: bounds,
  scopes,
  params: rotateApiKeyInput.pick({ id: true }),
  body: z.strictObject(rotateApiKeyInput.omit({ id: true }).shape),
  status: 200,
  output: createdApiKeySchema,
  handle: ({ app, actor, params, body }) => rotateApiKey(app, actor, { ...params, ...body }),
});

export const revokeApiKeyRoute = defineRoute({
  method: 'post',
  path: '/keys/{id}/revoke',
  operationId: 'revokeApiKey',
  summary: 'End a key, and the secret before its last rotation, at once',
  scopes,
  params: revokeApiKeyInput,
  status: 200,
  output: revokeApiKeyInput,
  handle: async ({ app, actor, params }) => {
    await revokeApiKey(app, actor, params);
    return params;
  },
});
