import { httpRequest } from '@switchyard/connectors';
import { DomainError, type JsonValue, type OrganisationId } from '@switchyard/domain';
import { z } from 'zod';
import type { App } from '../app.ts';
import type { RegisteredSupplier } from '../routing/load-routing.ts';
import { openSecret } from '../secrets/store-secret.ts';
import { needsNoConnection } from './supplier-record.ts';

const probeTimeoutMs = 10_000;

const modelListSchema = z.object({
  data: z.array(z.object({ id: z.string().max(200), display_name: z.string().optional() })).max(5000),
});

export interface OfferedModel {
  readonly key: string;
  readonly name: string;
}

const addressOf = ({ kind, baseUrl }: RegisteredSupplier): string => {
  if (kind === 'anthropic')
    return `${(baseUrl ?? 'https://api.anthropic.com').replace(/\/$/, '')}/v1/models?limit=1000`;
  return `${(baseUrl ?? 'https://api.openai.com/v1').replace(/\/$/, '')}/models`;
};

const headersOf = (kind: string, key: string | null): Record<string, string> => {
  if (kind === 'anthropic') return { 'anthropic-version': '2023-06-01', ...(key === null ? {} : { 'x-api-key': key }) };
  return key === null ? {} : { authorization: `Bearer ${key}` };
};

/** What is mostly wrong when a server answers and is not one of this kind, or not at this address. */
const remedyFor = (supplier: RegisteredSupplier): string =>
  supplier.kind === 'anthropic'
    ? `Asked was ${addressOf(supplier)}: check the base URL, to which /v1 is added.`
    : `Asked was ${addressOf(supplier)}: check the base URL, which mostly ends in /v1.`;

const readModels = (supplier: RegisteredSupplier, body: JsonValue): OfferedModel[] => {
  const parsed = modelListSchema.safeParse(body);
  if (!parsed.success) {
    throw new DomainError('upstream_failed', `It answered, but not with a list of models. ${remedyFor(supplier)}`);
  }
  return parsed.data.data.map(({ id, display_name }) => ({ key: id, name: display_name ?? id }));
};

/**
 * Asks a supplier for its list of models: one GET through the guarded client that changes nothing and costs nothing.
 * Throws DomainErrors that say what to do.
 */
export const probeSupplier = async (
  app: App,
  organisationId: OrganisationId,
  supplier: RegisteredSupplier,
): Promise<OfferedModel[]> => {
  const { kind, secretId, isSimulated, name } = supplier;
  if (needsNoConnection(kind)) return [];
  if (!supplier.hasKey) throw new DomainError('misconfigured', `No key is stored for ${name}. Enter one.`);
  const key = secretId
    ? await app.db.transaction({ organisationId }, (tx) => openSecret(app, tx, organisationId, { id: secretId }))
    : isSimulated
      ? 'simulated'
      : null;
  const reply = await httpRequest(app.outbound.request, {
    method: 'GET',
    url: addressOf(supplier),
    headers: headersOf(kind, key),
    timeoutMs: probeTimeoutMs,
  });
  if (reply.status === 401 || reply.status === 403) {
    throw new DomainError('misconfigured', 'It refused the key. Enter a valid one.');
  }
  if (!reply.isSuccess) {
    const remedy = reply.status === 404 || reply.status === 405 ? ` ${remedyFor(supplier)}` : '';
    throw new DomainError('upstream_failed', `It answered with status ${reply.status}.${remedy}`);
  }
  return readModels(supplier, reply.body);
};
