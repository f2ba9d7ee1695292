import { DomainError, type JsonObject, type JsonValue } from '@switchyard/domain';
import { type WireTarget, wireNames } from './wire-request.ts';

/** The error for a part of a request that another format has no place for, with what helps besides leaving it out. */
export const untranslatable = (what: string, to: WireTarget, remedy = ''): DomainError => {
  const where = `${to.supplier} speaks the ${wireNames[to.wire]} format, which has no place for it`;
  return new DomainError(
    'invalid_input',
    `${what} cannot be passed on: ${where}. ${remedy}Leave it out, or name another model.`,
    {
      details: { field: what },
    },
  );
};

const isNeutral = (value: JsonValue | undefined): boolean => {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
};

/**
 * Throws `invalid_input` naming the first field that is neither read nor about storage and accounting only. A field that
 * says nothing (null, false, 0, empty) is no obstacle.
 */
export const refuseOtherFields = (body: JsonObject, known: ReadonlySet<string>, to: WireTarget): void => {
  for (const [field, value] of Object.entries(body)) {
    if (!known.has(field) && !isNeutral(value)) throw untranslatable(`“${field}”`, to);
  }
};
