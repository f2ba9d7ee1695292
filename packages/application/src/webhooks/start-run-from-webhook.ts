import { DomainError, type JsonObject, jsonObjectSchema, type OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { type StartedRun, startRun } from '../runs/start-run.ts';
import { type SealedSecret, unsealSecret } from '../secrets/store-secret.ts';
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
  readonly tolerance_seconds: number;
}

interface Endpoint {
  readonly organisationId: OrganisationId;
  readonly slug: string;
  readonly secret: string;
  readonly toleranceSeconds: number;
}

/** The endpoint with its secret: a token belongs to no tenant until it is found, so this is read in the system scope. */
const openEndpoint = async (app: App, token: string): Promise<Endpoint> => {
  const [row] = /^[A-Za-z0-9_-]{16,128}$/.test(token)
    ? await app.db.queryOnce<EndpointRow>(
        'system',
        `SELECT e.organisation_id, w.slug, e.tolerance_seconds, s.id, s.version, s.sealed, k.wrapped_key
         FROM webhook_endpoint e
         JOIN workflow w ON w.id = e.workflow_id AND w.organisation_id = e.organisation_id
         JOIN secret s ON s.id = e.secret_id AND s.organisation_id = e.organisation_id
         JOIN data_key k ON k.id = s.data_key_id
         WHERE e.token = $1 AND e.is_enabled`,
        [token],
      )
    : [];
  if (!row) throw new DomainError('not_found', 'There is no webhook at this address.');
  const { organisation_id: organisationId, slug, tolerance_seconds: toleranceSeconds } = row;
  return { organisationId, slug, toleranceSeconds, secret: unsealSecret(app, organisationId, row) };
};

const parseInput = (value: unknown): JsonObject => {
  const parsed = jsonObjectSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new DomainError('invalid_input', 'The body must be a JSON object; it becomes the input of the run.');
};

/**
 * Starts a run from a signed call. The signature is checked before a byte of the body is parsed, and a repetition of the
 * same call answers with the run it started. Throws `not_found`, `unauthenticated`, `invalid_input`, `not_permitted_now`.
 */
export const startRunFromWebhook = async (app: App, call: WebhookCall): Promise<StartedRun> => {
  const { organisationId, slug, secret, toleranceSeconds } = await openEndpoint(app, call.token);
  const { idempotencyKey } = verifyDelivery(call, secret, toleranceSeconds, app.now());
  const input = parseInput(call.parse(call.body));
  const actor = { kind: 'system' as const, organisationId, name: 'webhook' };
  return startRun(app, actor, { workflowSlug: slug, input, trigger: 'webhook', idempotencyKey });
};
