import type { JsonObject } from '@switchyard/domain';

const documentCharsMin = 120;

const isDocument = (value: unknown): value is string =>
  typeof value === 'string' && (value.length >= documentCharsMin || value.includes('\n'));

/** The texts of an input that are worth reading beside what was made of them, and the rest of the input. */
export const splitDocuments = (input: JsonObject) => {
  const documents = Object.entries(input).flatMap(([field, text]) => (isDocument(text) ? [{ field, text }] : []));
  const rest = Object.fromEntries(Object.entries(input).filter(([, value]) => !isDocument(value)));
  return { documents, rest };
};
