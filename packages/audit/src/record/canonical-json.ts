import { DomainError } from '@switchyard/domain';

/** JSON, with members that may be undefined and are then left out. */
export type Canonicalisable =
  | string
  | number
  | boolean
  | null
  | readonly Canonicalisable[]
  | { readonly [key: string]: Canonicalisable | undefined };

const isList = (value: object): value is readonly Canonicalisable[] => Array.isArray(value);

/** Lone surrogates have no UTF-8 form; two different texts would canonicalise to the same bytes. */
const requireWellFormed = (text: string): string => {
  if (text.isWellFormed()) return text;
  throw new DomainError('invalid_input', 'Text with a lone surrogate has no canonical form; correct the text.');
};

/**
 * RFC 8785 JSON Canonicalization Scheme: no whitespace, keys sorted by UTF-16 code units, numbers and strings as
 * ECMAScript writes them. Keys whose value is undefined are left out. Throws `invalid_input` for NaN, infinities
 * and lone surrogates, which have no canonical form.
 */
export const canonicalJson = (value: Canonicalisable): string => {
  if (typeof value === 'string') return JSON.stringify(requireWellFormed(value));
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new DomainError('invalid_input', `${value} has no canonical form; numbers must be finite.`);
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${JSON.stringify(requireWellFormed(key))}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
};
