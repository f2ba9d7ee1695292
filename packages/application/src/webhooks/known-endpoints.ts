import type { KeyObject } from 'node:crypto';
import type { OrganisationId, VersionId } from '@switchyard/domain';

/** A webhook as it was read last, with its secret opened. */
export interface KnownEndpoint {
  readonly organisationId: OrganisationId;
  readonly slug: string;
  readonly toleranceSeconds: number;
  /** Published when it was read; null: nothing was. */
  readonly versionId: VersionId | null;
  readonly secretId: string;
  readonly secretVersion: number;
  /** As the key it is used as: made once, not for each call. */
  readonly secret: KeyObject;
}

interface Entry {
  readonly endpoint: KnownEndpoint;
  readonly readAtMs: number;
}

/** An opened secret stays in memory no longer than this; a busy webhook reads it anew this often, which is nothing. */
const keptMs = 30_000;
const endpointsMax = 1000;

/** Token → endpoint, in this process, oldest first. A memory, never an authority: whoever uses it has it confirmed by the database. */
const endpoints = new Map<string, Entry>();

const forgetOld = (nowMs: number): void => {
  for (const [token, { readAtMs }] of endpoints) {
    if (nowMs - readAtMs < keptMs && endpoints.size <= endpointsMax) return;
    endpoints.delete(token);
  }
};

let isSweeping = false;

/** Runs while anything is kept, so that a webhook nobody calls any more leaves no secret behind. */
const sweepLater = (): void => {
  if (isSweeping) return;
  isSweeping = true;
  setTimeout(() => {
    isSweeping = false;
    forgetOld(performance.now());
    if (endpoints.size > 0) sweepLater();
  }, keptMs).unref();
};

/** What was read of this webhook a moment ago. */
export const findKnownEndpoint = (token: string): KnownEndpoint | undefined => {
  forgetOld(performance.now());
  return endpoints.get(token)?.endpoint;
};

export const rememberEndpoint = (token: string, endpoint: KnownEndpoint): void => {
  endpoints.delete(token);
  endpoints.set(token, { endpoint, readAtMs: performance.now() });
  sweepLater();
};

export const forgetEndpoint = (token: string): void => {
  endpoints.delete(token);
};
