import { type Actor, DomainError, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import type { App } from '../app.ts';
import { listSuppliers, type SupplierSummary } from './list-suppliers.ts';

export const getSupplierInput = z.object({ slug: slugSchema });

/** One supplier. Throws `not_found`. */
export const getSupplier = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof getSupplierInput>,
): Promise<SupplierSummary> => {
  const { slug } = getSupplierInput.parse(raw);
  const { items } = await listSuppliers(app, actor);
  const found = items.find((each) => each.slug === slug);
  if (!found) throw new DomainError('not_found', `There is no supplier “${slug}”.`);
  return found;
};
