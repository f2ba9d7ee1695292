import { DomainError, describeUnstorable, type JsonValue } from '@switchyard/domain';
import { findStored } from './known-values.ts';

/** What has been stored before can be stored again. */
const isKept = (value: JsonValue): boolean => findStored(value) !== undefined;

/** Why a value of a run cannot be written; null when it can. */
export const whyUnstorable = (value: JsonValue): string | null => describeUnstorable(value, isKept);

/** Gives the value back. Throws `invalid_input` that names `of`, so that the node which made the value fails and says why. */
export const requireStorable = <Value extends JsonValue>(value: Value, of: string): Value => {
  const says = whyUnstorable(value);
  if (says === null) return value;
  throw new DomainError('invalid_input', `${of} ${says}, which cannot be stored. Take it out before it comes here.`);
};
