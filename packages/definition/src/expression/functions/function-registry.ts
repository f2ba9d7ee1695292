import type { ExpressionFunction } from './expression-function.ts';
import { listFunctions } from './list-functions.ts';
import { numberFunctions } from './number-functions.ts';
import { textFunctions } from './text-functions.ts';
import { timeFunctions } from './time-functions.ts';
import { valueFunctions } from './value-functions.ts';

/** Every function an expression may call, apart from the forms that do not evaluate their arguments as such. */
export const functionRegistry: ReadonlyMap<string, ExpressionFunction> = new Map(
  Object.entries({ ...textFunctions, ...numberFunctions, ...listFunctions, ...timeFunctions, ...valueFunctions }),
);

/** Forms: they look at how their arguments are written, or evaluate them once per entry. */
export const formHelp: Readonly<Record<string, string>> = {
  has: 'has(input.field): the field exists',
  coalesce: 'coalesce(a, b, …): the first that exists and is not null, else null',
  all: 'list.all(x, condition): true for every entry',
  exists: 'list.exists(x, condition): true for some entry',
  exists_one: 'list.exists_one(x, condition): true for exactly one entry',
  map: 'list.map(x, expression) or list.map(x, condition, expression)',
  filter: 'list.filter(x, condition): the entries for which it is true',
};

/** Name and one line of help per function, for completion. */
export const listExpressionFunctions = (): { name: string; help: string }[] =>
  [...Object.entries(formHelp), ...[...functionRegistry].map(([name, { help }]) => [name, help] as const)]
    .map(([name, help]) => ({ name, help }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
