import { DomainError, type JsonObject, type JsonValue } from '@switchyard/domain';

/** What a source of truth holds at one moment: rows, or one text. */
export type SourceContent =
  | { readonly kind: 'rows'; readonly rows: readonly JsonObject[] }
  | { readonly kind: 'text'; readonly text: string };

export interface SourceLimits {
  readonly bytesMax: number;
  readonly rowsMax: number;
}

/** What one version may hold. It is kept whole in Postgres and in memory, so it has to be bounded. */
export const sourceLimits: SourceLimits = { bytesMax: 20_000_000, rowsMax: 100_000 };

export const tooManyBytes = (what: string, bytesMax: number): DomainError =>
  new DomainError('too_large', `${what} is larger than ${bytesMax / 1_000_000} MB, the most a source may hold.`);

export const tooManyRows = (what: string, rowsMax: number): DomainError =>
  new DomainError(
    'too_large',
    `${what} has more than ${rowsMax.toLocaleString('en')} rows, the most a source may hold.`,
  );

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list of objects as rows; one object is a list of one. Throws `invalid_input` for anything else. */
export const rowsOf = (value: JsonValue, what: string, limits: SourceLimits): SourceContent => {
  const list = Array.isArray(value) ? value : [value];
  if (list.length > limits.rowsMax) throw tooManyRows(what, limits.rowsMax);
  const rows: JsonObject[] = [];
  for (const [index, entry] of list.entries()) {
    if (!isObject(entry)) {
      const place = Array.isArray(value) ? `entry ${index + 1} is not` : 'it is not';
      throw new DomainError('invalid_input', `${what} must be a list of objects; ${place} an object.`);
    }
    rows.push(entry);
  }
  return { kind: 'rows', rows };
};
