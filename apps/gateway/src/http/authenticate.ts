import { type ApiKeyActor, type App, resolveApiKey } from '@switchyard/application';
import { DomainError } from '@switchyard/domain';

/** The service account behind `Authorization: Bearer sy_…`. Throws `unauthenticated`. Keys in addresses are not read. */
export const authenticate = async (app: App, authorization: string | undefined): Promise<ApiKeyActor> => {
  const [, key] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (!key) {
    throw new DomainError('unauthenticated', 'Send an API key: Authorization: Bearer sy_… (Settings → API keys).');
  }
  const actor = await resolveApiKey(app, key);
  if (!actor) throw new DomainError('unauthenticated', 'This API key is not known, has expired or was revoked.');
  return actor;
};
