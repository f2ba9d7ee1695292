import type { ContextRoot, ExpressionContext } from './expression-context.ts';
import { describeType, type ExpressionValue, isList, isMap } from './expression-value.ts';

export const getRoot = (context: ExpressionContext, root: ContextRoot): ExpressionValue | undefined => context[root];

const getOwn = (owner: ExpressionValue, key: string): ExpressionValue | undefined =>
  isMap(owner) && Object.hasOwn(owner, key) ? owner[key] : undefined;

/**
 * The entry of a list or own field of an object; undefined when there is none. Prototypes are never looked at.
 * A source's slug may be written with `_` for `-`, which would read as a subtraction.
 */
export const getAt = (owner: ExpressionValue, key: ExpressionValue, isSource: boolean): ExpressionValue | undefined => {
  if (typeof key === 'number' && isList(owner)) return owner[key];
  if (typeof key !== 'string') return undefined;
  const value = getOwn(owner, key);
  return value === undefined && isSource ? getOwn(owner, key.replaceAll('_', '-')) : value;
};

const namesShown = 12;

/** Why `path` has no value, with what there is instead. */
export const describeMissing = (path: string, ownerPath: string, owner: ExpressionValue): string => {
  if (isList(owner)) return `“${path}” does not exist; “${ownerPath}” has ${owner.length} entries`;
  if (!isMap(owner)) return `“${path}” does not exist, because “${ownerPath}” is ${describeType(owner)}`;
  const names = Object.keys(owner);
  if (names.length === 0) return `“${path}” does not exist; “${ownerPath}” has no fields`;
  const more = names.length > namesShown ? ', …' : '';
  return `“${path}” does not exist; “${ownerPath}” has ${names.slice(0, namesShown).join(', ')}${more}`;
};
