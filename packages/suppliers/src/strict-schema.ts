import type { DataSchema, JsonObject, JsonValue } from '@switchyard/domain';

/** Formats that both labs enforce; others are checked here afterwards. */
const enforcedFormats = new Set(['date', 'date-time', 'email']);

const hintsOf = ({ description, minimum, maximum, minLength, maxLength, maxItems }: DataSchema): string | undefined => {
  const bounds = Object.entries({ minimum, maximum, minLength, maxLength, maxItems })
    .filter(([, bound]) => bound !== undefined)
    .map(([name, bound]) => `${name} ${bound}`);
  const parts = [description, bounds.length > 0 ? `(${bounds.join(', ')})` : undefined].filter((part) => part);
  return parts.length > 0 ? parts.join(' ') : undefined;
};

const strictObject = (schema: DataSchema): JsonObject => {
  const properties = Object.entries(schema.properties ?? {});
  const required = new Set(schema.required ?? []);
  return {
    properties: Object.fromEntries(
      properties.map(([name, child]) => [name, toStrictSchema(child, !required.has(name))]),
    ),
    required: properties.map(([name]) => name),
    additionalProperties: false,
  };
};

/**
 * The JSON Schema that labs can enforce while they generate: closed objects with every property required (an optional
 * one may be null), bounds as words. Source: the "strict" subsets that OpenAI and Anthropic document.
 */
export const toStrictSchema = (schema: DataSchema, isOptional = false): JsonObject => {
  const isNullable = isOptional || schema.nullable === true;
  const description = hintsOf(schema);
  const values: JsonValue[] = [...(schema.enum ?? [])];
  return {
    type: isNullable ? [schema.type, 'null'] : schema.type,
    ...(description ? { description } : {}),
    ...(values.length > 0 ? { enum: isNullable ? [...values, null] : values } : {}),
    ...(schema.format && enforcedFormats.has(schema.format) ? { format: schema.format } : {}),
    ...(schema.type === 'object' ? strictObject(schema) : {}),
    ...(schema.type === 'array' ? { items: toStrictSchema(schema.items ?? { type: 'string' }) } : {}),
  };
};

/** False for shapes the strict subset cannot say: an object without named properties, a list without an entry type. */
export const isStrictable = (schema: DataSchema): boolean => {
  if (schema.type === 'array') return schema.items !== undefined && isStrictable(schema.items);
  if (schema.type !== 'object') return true;
  const children = Object.values(schema.properties ?? {});
  return children.length > 0 && children.every(isStrictable);
};

/** Removes the nulls that stand for absent optional properties, so that the answer fits the schema it was asked with. */
export const withoutAbsent = (schema: DataSchema, value: JsonValue): JsonValue => {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.map((entry) => withoutAbsent(items, entry)) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const required = new Set(schema.required ?? []);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, child]) => {
      const childSchema = schema.properties?.[name];
      if (child === null && !required.has(name) && childSchema?.nullable !== true) return [];
      return [[name, childSchema ? withoutAbsent(childSchema, child) : child]];
    }),
  );
};
