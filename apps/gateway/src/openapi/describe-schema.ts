import type { JsonObject, JsonValue } from '@switchyard/domain';
import { z } from 'zod';

/** Points references at where the schema stands in the document instead of at its own root. */
const moveReferences = (value: JsonValue, place: string): JsonValue => {
  if (Array.isArray(value)) return value.map((item) => moveReferences(item, place));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === '$ref' && typeof inner === 'string' && inner.startsWith('#')
        ? [key, `${place}${inner.slice(1)}`]
        : [key, moveReferences(inner, place)],
    ),
  );
};

/**
 * A zod schema as JSON Schema 2020-12, the dialect of OpenAPI 3.1, at `place` (a JSON pointer such as
 * `#/components/schemas/Run`). `input`: what may be sent; `output`: what is answered.
 */
export const describeSchema = (schema: z.ZodType, io: 'input' | 'output', place: string): JsonObject => {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  const json = z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(described)));
  return z.record(z.string(), z.json()).parse(moveReferences(json, place));
};
