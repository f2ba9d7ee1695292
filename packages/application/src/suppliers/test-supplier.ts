import { type Actor, DomainError, isDomainError, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import type { RegisteredSupplier } from '../routing/load-routing.ts';
import { probeSupplier } from './probe-supplier.ts';
import { needsNoConnection, requireSupplier } from './supplier-record.ts';

export const testSupplierInput = z.object({
  slug: slugSchema,
  /** One of its keys or regions; without it the supplier's own. */
  endpoint: slugSchema.optional(),
});

export const testedSupplierSchema = z.object({
  isReachable: z.boolean(),
  isSimulated: z.boolean(),
  message: z.string(),
  durationMs: z.int(),
  /** What it offers; empty when it did not answer. */
  models: z.array(z.object({ key: z.string(), name: z.string() })),
});
export type TestedSupplier = z.infer<typeof testedSupplierSchema>;

const offered = (count: number): string => `It answered and offers ${count} model${count === 1 ? '' : 's'}.`;

/** The supplier as it is reached at one of its endpoints. */
const atEndpoint = (supplier: RegisteredSupplier, label: string): RegisteredSupplier => {
  const found = supplier.endpoints?.find((each) => each.label === label);
  if (!found) throw new DomainError('not_found', `${supplier.name} has no key or region “${label}”.`);
  const { baseUrl, secretId, hasKey } = found;
  return { ...supplier, baseUrl, secretId, hasKey };
};

/** Tests the connection and lists what is offered. A supplier that does not answer is a result, not an error. */
export const testSupplier = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof testSupplierInput>,
): Promise<TestedSupplier> => {
  authorise(actor, 'suppliers.manage');
  const { slug, endpoint } = testSupplierInput.parse(raw);
  const registered = await app.db.transaction(tenant(actor), (tx) =>
    requireSupplier(app, tx, actor.organisationId, slug),
  );
  const supplier = endpoint === undefined ? registered : atEndpoint(registered, endpoint);
  const { isSimulated, kind } = supplier;
  const startedAt = performance.now();
  const outcome = await probeSupplier(app, actor.organisationId, supplier).then(
    (models) => ({ isReachable: true, models }),
    (thrown: unknown) => {
      if (!isDomainError(thrown)) throw thrown;
      return { isReachable: false, models: [], message: thrown.message };
    },
  );
  const durationMs = Math.round(performance.now() - startedAt);
  const success = needsNoConnection(kind) ? 'It works inside this installation.' : offered(outcome.models.length);
  const message = 'message' in outcome ? outcome.message : success;
  const { isReachable } = outcome;
  await inTransaction(app, tenant(actor), (tx) =>
    appendAudit(tx, actor, app.now(), {
      type: 'supplier.tested',
      target: { id: supplier.id, label: supplier.name },
      payload: { isReachable, message, durationMs, ...(endpoint === undefined ? {} : { endpoint }) },
    }),
  );
  return { isReachable, isSimulated, message, durationMs, models: outcome.models };
};
