import { type JsonObject, jsonObjectSchema } from '@switchyard/domain';

/** What was typed as JSON: fields left empty are absent. */
export const toRunInput = (value: Readonly<Record<string, unknown>>): JsonObject =>
  jsonObjectSchema.parse(JSON.parse(JSON.stringify(value)));
