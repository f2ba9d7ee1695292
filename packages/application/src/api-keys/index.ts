export { type ApiKeyView, apiKeyViewSchema } from './api-key-view.ts';
export { createApiKey, createApiKeyInput, createdApiKeySchema } from './create-api-key.ts';
export { listApiKeys } from './list-api-keys.ts';
export { type ApiKeyActor, resolveApiKey, type VirtualKey } from './resolve-api-key.ts';
export { revokeApiKey, revokeApiKeyInput } from './revoke-api-key.ts';
export { rotateApiKey, rotateApiKeyInput } from './rotate-api-key.ts';
export { savedApiKeySchema, updateApiKey, updateApiKeyInput } from './update-api-key.ts';
