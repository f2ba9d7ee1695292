import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type APIRequestContext, type APIResponse, expect } from '@playwright/test';
import { installation } from './installation.env.ts';

const dataOf = async (response: APIResponse): Promise<unknown> => {
  expect(response.ok(), await response.text()).toBe(true);
  const { result } = await response.json();
  return result.data;
};

/** Changes something as the person whose page this is: arranging what a journey begins with, never what it is about. */
export const tell = async (request: APIRequestContext, procedure: string, input: unknown) => {
  const headers = { origin: installation.webUrl };
  return JSON.parse(
    JSON.stringify((await dataOf(await request.post(`/api/trpc/${procedure}`, { data: input, headers }))) ?? null),
  );
};

/** Reads something as the person whose page this is. */
export const ask = async (request: APIRequestContext, procedure: string, input?: unknown) => {
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  return JSON.parse(JSON.stringify(await dataOf(await request.get(`/api/trpc/${procedure}${query}`))));
};

/** The key that a demo installation makes for scripts. */
export const demoKey = (): string => readFileSync(join(installation.dataDirectory, 'demo-api-key'), 'utf8').trim();

/** Starts a run as another system would, and answers with its id. */
export const startRun = async (request: APIRequestContext, slug: string, input: unknown): Promise<string> => {
  const response = await request.post(`${installation.gatewayUrl}/api/v1/workflows/${slug}/runs`, {
    headers: { authorization: `Bearer ${demoKey()}` },
    data: { input },
  });
  expect(response.status(), await response.text()).toBe(202);
  return (await response.json()).runId;
};
