import type { AttemptRequest } from '@switchyard/routing';
import type OpenAI from 'openai';
import { limitReplies } from './limited-fetch.ts';

/**
 * The official client, with everything it would read from the environment said explicitly, and without retries:
 * routing owns them. Its own timeout is only a net under the attempt's signal. Loaded at first use: a process that asks no
 * model, such as the gateway, saves some 30 MB.
 */
export const createOpenaiClient = async (
  { apiKey, baseUrl, timeoutMs }: Pick<AttemptRequest, 'apiKey' | 'baseUrl' | 'timeoutMs'>,
  fetch: typeof globalThis.fetch,
): Promise<OpenAI> => {
  const { default: Client } = await import('openai');
  return new Client({
    // Some own servers want no key; the client wants a text.
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: baseUrl ?? 'https://api.openai.com/v1',
    maxRetries: 0,
    timeout: timeoutMs + 1000,
    fetch: limitReplies(fetch),
    logLevel: 'off',
  });
};
