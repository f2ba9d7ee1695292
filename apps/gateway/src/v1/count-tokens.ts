import type { IncomingMessage } from 'node:http';
import { type App, countCallTokens, type VirtualKey } from '@switchyard/application';
import type { JsonObject } from '@switchyard/domain';
import { readObject } from './read-call.ts';

/** Where the labs' clients ask how long a call would be, and how it is answered there. */
const counted: Readonly<Record<string, (tokens: number) => JsonObject>> = {
  '/v1/messages/count_tokens': (tokens) => ({ input_tokens: tokens }),
  '/v1/responses/input_tokens': (tokens) => ({ object: 'response.input_tokens', input_tokens: tokens }),
};

export const countPaths: readonly string[] = Object.keys(counted);

/** Answers one of `countPaths`. Throws what `readObject` and `countCallTokens` throw. */
export const answerCount = async (
  app: App,
  key: VirtualKey,
  request: IncomingMessage,
  path: string,
): Promise<JsonObject> => {
  const { body } = await readObject(request);
  const tokens = await countCallTokens(app, key, body);
  return counted[path]?.(tokens) ?? {};
};
