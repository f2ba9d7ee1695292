import { createSecretKey } from 'node:crypto';
import {
  DomainError,
  isDomainError,
  type JsonObject,
  jsonObjectSchema,
  type OrganisationId,
  type VersionId,
} from '@switchyard/domain';
import type { App } from '../app.ts';
import { forgetStages } from '../approvals/known-stages.ts';
import { findCompiledVersion } from '../runs/compiled-version.ts';
import { isStale, startKnownVersion } from '../runs/start-known-version.ts';
import { type StartedRun, startRun } from '../runs/start-run.ts';
import type { RunGuard } from '../runs/transition-work.ts';
import { type SealedSecret, unsealSecret } from '../secrets/store-secret.ts';
import { findKnownEndpoint, forgetEndpoint, type KnownEndpoint, rememberEndpoint } from './known-endpoints.ts';
import { type SignedDelivery, verifyDelivery } from './webhook-signature.ts';

export interface WebhookCall extends SignedDelivery {
  /** Last part of the address; finds the endpoint, proves nothing. */
  readonly token: string;
  /** Bytes → JSON within the edge's bounds; called only once the signature fits. Throws `invalid_input`. */
  readonly parse: (body: Buffer) => unknown;
}

interface EndpointRow extends SealedSecret {
  readonly organisation_id: OrganisationId;
  readonly slug: string;
  readonly current_version_id: VersionId | null;
  readonly tolerance_seconds: number;
}

/** The endpoint with its secret: a token belongs to no tenant until it is found, so this is read in the system scope. */
const openEndpoint = async (app: App, token: string): Promise<KnownEndpoint> => {
  const [row] = /^[A-Za-z0-9_-]{16,128}$/.test(token)
    ? await app.db.queryOnce<EndpointRow>(
        'system',
        `SELECT e.organisation_id, w.slug, w.current_version_id, e.tolerance_seconds, s.id, s.version, s.sealed, k.wrapped_key
         FROM webhook_endpoint e
         JOIN workflow w ON w.id = e.workflow_id AND w.organisation_id = e.organisation_id
         JOIN secret s ON s.id = e.secret_id AND s.organisation_id = e.organisation_id
         JOIN data_key k ON k.id = s.data_key_id
         WHERE e.token = $1 AND e.is_enabled`,
        [token],
      )
    : [];
  if (!row) throw new DomainError('not_found', 'There is no webhook at this address.');
  return {
    organisationId: row.organisation_id,
    slug: row.slug,
    toleranceSeconds: row.tolerance_seconds,
    versionId: row.current_version_id,
    secretId: row.id,
    secretVersion: row.version,
    secret: createSecretKey(unsealSecret(app, row.organisation_id, row), 'utf8'),
  };
};

const parseInput = (value: unknown): JsonObject => {
  const parsed = jsonObjectSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new DomainError('invalid_input', 'The body must be a JSON object; it becomes the input of the run.');
};

const actorOf = ({ organisationId }: KnownEndpoint) => ({ kind: 'system' as const, organisationId, name: 'webhook' });

/** The workflow's id while everything that was relied on is as it was: the webhook, its secret, the published version. */
const guardOf = (token: string, endpoint: KnownEndpoint): RunGuard => ({
  workflowId: `(SELECT e.workflow_id FROM webhook_endpoint e
     JOIN workflow w ON w.id = e.workflow_id AND w.organisation_id = e.organisation_id
     JOIN secret s ON s.id = e.secret_id AND s.organisation_id = e.organisation_id
     WHERE e.token = $1 AND e.is_enabled AND e.organisation_id = $2 AND e.tolerance_seconds = $3
       AND w.current_version_id = $4 AND w.archived_at IS NULL AND s.id = $5 AND s.version = $6)`,
  values: [
    token,
    endpoint.organisationId,
    endpoint.toleranceSeconds,
    endpoint.versionId,
    endpoint.secretId,
    endpoint.secretVersion,
  ],
});

/** Something that was relied on has changed: the webhook, or the people whom a gate asks. */
const forget = (token: string, { organisationId }: KnownEndpoint): void => {
  forgetEndpoint(token);
  forgetStages(organisationId);
};

/**
 * The same in one round trip, with what is remembered of the webhook and confirmed as the run is written. It only ever says
 * yes: null for whatever is refused, repeated or out of date, which is decided on what is read now.
 */
const startFromMemory = async (app: App, call: WebhookCall): Promise<StartedRun | null> => {
  const endpoint = findKnownEndpoint(call.token);
  const version = endpoint?.versionId && findCompiledVersion(endpoint.organisationId, endpoint.versionId);
  if (!(endpoint && version)) return null;
  try {
    const { idempotencyKey } = verifyDelivery(call, endpoint.secret, endpoint.toleranceSeconds, app.now());
    const input = parseInput(call.parse(call.body));
    const guard = guardOf(call.token, endpoint);
    return await startKnownVersion(app, actorOf(endpoint), {
      version,
      trigger: 'webhook',
      input,
      idempotencyKey,
      guard,
    });
  } catch (thrown) {
    if (isStale(thrown)) forget(call.token, endpoint);
    else if (!isDomainError(thrown) || thrown.code === 'unavailable') throw thrown;
    return null;
  }
};

/**
 * Starts a run from a signed call. The signature is checked before a byte of the body is parsed, and a repetition of the
 * same call answers with the run it started. Throws `not_found`, `unauthenticated`, `invalid_input`, `not_permitted_now`.
 */
export const startRunFromWebhook = async (app: App, call: WebhookCall): Promise<StartedRun> => {
  const started = await startFromMemory(app, call);
  if (started) return started;
  const endpoint = await openEndpoint(app, call.token);
  const { idempotencyKey } = verifyDelivery(call, endpoint.secret, endpoint.toleranceSeconds, app.now());
  rememberEndpoint(call.token, endpoint);
  const input = parseInput(call.parse(call.body));
  return startRun(app, actorOf(endpoint), { workflowSlug: endpoint.slug, input, trigger: 'webhook', idempotencyKey });
};
