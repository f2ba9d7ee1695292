import { DomainError } from '@switchyard/domain';
import { candidateRefOf } from '@switchyard/routing';
import type { VirtualKey } from '../api-keys/resolve-api-key.ts';
import type { RegisteredSupplier } from '../routing/load-routing.ts';

/** What `model` of a request names. */
export type CallTarget =
  | { readonly kind: 'auto' }
  | { readonly kind: 'task'; readonly slug: string }
  /** Every supplier that offers the model by this name, reduced to it; the decision chooses among them. */
  | { readonly kind: 'model'; readonly suppliers: readonly RegisteredSupplier[] };

const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith('/*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

const isTask = (pattern: string): boolean => pattern.startsWith('task/');

/** Whether the key may name `name`, which is written out: `supplier/model`, `task/slug` or `auto`. */
export const mayName = ({ models }: Pick<VirtualKey, 'models'>, name: string): boolean =>
  models.length === 0 || models.some((pattern) => matches(pattern, name));

/** Whether `auto` may answer with this model: every one, unless the key names models. */
const isOpenToAuto = ({ models }: Pick<VirtualKey, 'models'>, ref: string): boolean => {
  const named = models.filter((pattern) => pattern !== 'auto' && !isTask(pattern));
  return named.length === 0 || named.some((pattern) => matches(pattern, ref));
};

const reduce = (supplier: RegisteredSupplier, keeps: (ref: string) => boolean): RegisteredSupplier => ({
  ...supplier,
  models: supplier.models.filter(({ key }) => keeps(candidateRefOf(supplier.slug, key))),
});

const refuse = (name: string): DomainError =>
  new DomainError('forbidden', `This API key may not use “${name}”. Settings → API keys says what it may.`, {
    details: { model: name },
  });

const unknown = (name: string): DomainError =>
  new DomainError('not_found', `There is no model “${name}” here. GET /v1/models lists what this key may name.`, {
    details: { model: name },
  });

/** The suppliers that a key may use with `auto`, with the models they may answer with. */
export const suppliersForAuto = (
  suppliers: readonly RegisteredSupplier[],
  key: Pick<VirtualKey, 'models'>,
): RegisteredSupplier[] =>
  suppliers
    .map((supplier) => reduce(supplier, (ref) => isOpenToAuto(key, ref)))
    .filter(({ models }) => models.length > 0);

/**
 * What a client names: `auto`, `task/slug`, `supplier/model`, or a model's own name where one supplier only has it.
 * Throws `not_found`, `forbidden`, or `invalid_input` when several have it.
 */
export const findTarget = (
  suppliers: readonly RegisteredSupplier[],
  key: Pick<VirtualKey, 'models'>,
  name: string,
): CallTarget => {
  if (name === 'auto' || isTask(name)) {
    if (!mayName(key, name)) throw refuse(name);
    return name === 'auto' ? { kind: 'auto' } : { kind: 'task', slug: name.slice('task/'.length) };
  }
  const found = suppliers
    .map((supplier) => reduce(supplier, (ref) => ref === name || ref === `${supplier.slug}/${name}`))
    .filter(({ models }) => models.length > 0);
  const exact = found.filter(({ slug }) => name.startsWith(`${slug}/`));
  const chosen = exact.length > 0 ? exact : found;
  const [first] = chosen;
  if (!first) throw unknown(name);
  if (chosen.length > 1) {
    const refs = chosen.flatMap(({ slug, models }) => models.map((model) => candidateRefOf(slug, model.key)));
    throw new DomainError('invalid_input', `Several suppliers have “${name}”: name one of ${refs.join(', ')}.`);
  }
  const ref = candidateRefOf(first.slug, first.models[0]?.key ?? name);
  if (!mayName(key, ref)) throw refuse(ref);
  return { kind: 'model', suppliers: chosen };
};
