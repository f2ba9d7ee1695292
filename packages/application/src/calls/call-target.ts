import { DomainError } from '@switchyard/domain';
import { candidateRefOf } from '@switchyard/routing';
import type { VirtualKey } from '../api-keys/resolve-api-key.ts';
import type { RegisteredSupplier } from '../routing/load-routing.ts';

/** What `model` of a request names. */
export type CallTarget =
  | { readonly kind: 'auto' }
  | { readonly kind: 'task'; readonly slug: string }
  /** The supplier that offers the model by this name, reduced to it. */
  | { readonly kind: 'model'; readonly suppliers: Suppliers };

type Suppliers = readonly RegisteredSupplier[];

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

/** What a client wrote, as far as anybody reads it: a name may be as long as a body. */
const shown = (name: string): string => (name.length > 200 ? `${name.slice(0, 200).toWellFormed()}…` : name);

const refuse = (name: string): DomainError =>
  new DomainError('forbidden', `This API key may not use “${shown(name)}”. Settings → API keys says what it may.`, {
    details: { model: shown(name) },
  });

const unknown = (name: string): DomainError =>
  new DomainError(
    'not_found',
    `There is no model “${shown(name)}” here. GET /v1/models lists what this key may name.`,
    {
      details: { model: shown(name) },
    },
  );

type Found = WeakMap<Suppliers, Map<string, Suppliers>>;

const foundModels: Found = new WeakMap();
const foundForAuto: Found = new WeakMap();

/** The very same list for the same name as long as the suppliers are the same, so that its calls share what is made of it. */
const findOnce = (found: Found, suppliers: Suppliers, name: string, find: () => Suppliers): Suppliers => {
  const known = found.get(suppliers)?.get(name);
  if (known) return known;
  const made = find();
  const byName = found.get(suppliers) ?? new Map<string, Suppliers>();
  found.set(suppliers, byName.set(name, made));
  return made;
};

const reduceAll = (suppliers: Suppliers, keeps: (ref: string, slug: string) => boolean): Suppliers =>
  suppliers
    .map((supplier) => reduce(supplier, (ref) => keeps(ref, supplier.slug)))
    .filter(({ models }) => models.length > 0);

/** The suppliers that a key may use with `auto`, with the models they may answer with. */
export const suppliersForAuto = (suppliers: Suppliers, key: Pick<VirtualKey, 'models'>): Suppliers =>
  findOnce(foundForAuto, suppliers, key.models.join('\n'), () => reduceAll(suppliers, (ref) => isOpenToAuto(key, ref)));

/** Throws `not_found`, or `invalid_input` when several have it. */
const findModel = (suppliers: Suppliers, name: string): Suppliers => {
  const having = reduceAll(suppliers, (ref, slug) => ref === name || ref === `${slug}/${name}`);
  const exact = having.filter(({ slug }) => name.startsWith(`${slug}/`));
  const chosen = exact.length > 0 ? exact : having;
  if (chosen.length === 0) throw unknown(name);
  if (chosen.length === 1) return chosen;
  const refs = chosen.flatMap(({ slug, models }) => models.map((model) => candidateRefOf(slug, model.key)));
  throw new DomainError('invalid_input', `Several suppliers have “${name}”: name one of ${refs.join(', ')}.`);
};

/**
 * What a client names: `auto`, `task/slug`, `supplier/model`, or a model's own name where one supplier only has it.
 * Throws `not_found`, `forbidden`, or `invalid_input` when several have it.
 */
export const findTarget = (suppliers: Suppliers, key: Pick<VirtualKey, 'models'>, name: string): CallTarget => {
  if (name === 'auto' || isTask(name)) {
    if (!mayName(key, name)) throw refuse(name);
    return name === 'auto' ? { kind: 'auto' } : { kind: 'task', slug: name.slice('task/'.length) };
  }
  const chosen = findOnce(foundModels, suppliers, name, () => findModel(suppliers, name));
  for (const { slug, models } of chosen) {
    const ref = candidateRefOf(slug, models[0]?.key ?? name);
    if (!mayName(key, ref)) throw refuse(ref);
  }
  return { kind: 'model', suppliers: chosen };
};
