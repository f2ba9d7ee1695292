import type { JsonValue } from './json.ts';

/** An integer that is longer than this, or a name that objects treat in their own way, may be in the text; nearly never is. */
const mayBeInexact = /\d{16}|__proto__|\\u005[fF]/;

/** What JSON can say and a value cannot hold. */
export interface Inexact {
  readonly kind: 'integer' | 'name';
  readonly text: string;
}

/** As TypeScript's own types will have it. */
type ParseWithSource = (
  text: string,
  revive: (name: string, value: JsonValue, context: { readonly source?: string }) => JsonValue,
) => JsonValue;

/**
 * JSON text → value, as `JSON.parse`, except that `onInexact` says what stands for an integer that a number would round (beyond
 * 2^53, such as an id of another system) and for what lies under the name `__proto__`, which would be lost on its way. It may throw.
 * Throws `SyntaxError` for what is no JSON.
 */
export const parseExactly = (text: string, onInexact: (inexact: Inexact, value: JsonValue) => JsonValue): JsonValue => {
  if (!mayBeInexact.test(text)) return JSON.parse(text);
  const parse = JSON.parse as ParseWithSource;
  return parse(text, (name, value, { source }) => {
    if (name === '__proto__') return onInexact({ kind: 'name', text: name }, value);
    if (typeof value !== 'number' || Number.isSafeInteger(value) || !source || !/^-?\d+$/.test(source)) return value;
    return onInexact({ kind: 'integer', text: source }, value);
  });
};

/** Integers that a number would round are the text of their digits: nothing of an id is lost. */
export const digitsAsText = ({ kind, text }: Inexact, value: JsonValue): JsonValue =>
  kind === 'integer' ? text : value;
