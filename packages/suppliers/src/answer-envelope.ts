import type { DataSchema, JsonObject, JsonValue, TaskSpec } from '@switchyard/domain';
import { isStrictable, toStrictSchema, withoutAbsent } from './strict-schema.ts';

/** How one task's answer is asked for and unwrapped. Labs want an object at the root; anything else travels in `value`. */
export interface AnswerEnvelope {
  /** Closed schema, or null where only a loose one exists. */
  readonly strict: JsonObject | null;
  readonly loose: JsonObject;
  unwrap(answer: JsonValue): JsonValue;
}

const enveloped = (output: DataSchema): DataSchema =>
  output.type === 'object' ? output : { type: 'object', properties: { value: output }, required: ['value'] };

/** The definition as plain JSON Schema: domain schemas already are, apart from `nullable`. */
const toLooseSchema = (schema: DataSchema): JsonObject => {
  const { nullable, properties, items, type, enum: values, ...rest } = schema;
  const plain = Object.fromEntries(Object.entries(rest).filter(([, each]) => each !== undefined)) as JsonObject;
  return {
    ...plain,
    type: nullable ? [type, 'null'] : type,
    ...(values ? { enum: [...values] } : {}),
    ...(items ? { items: toLooseSchema(items) } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, toLooseSchema(each)])),
        }
      : {}),
  };
};

export const envelopeOf = ({ output }: Pick<TaskSpec, 'output'>): AnswerEnvelope => {
  const schema = enveloped(output);
  const isWrapped = schema !== output;
  return {
    strict: isStrictable(schema) ? toStrictSchema(schema) : null,
    loose: toLooseSchema(schema),
    unwrap: (answer) => {
      const clean = withoutAbsent(schema, answer);
      const isObject = typeof clean === 'object' && clean !== null && !Array.isArray(clean);
      return isWrapped && isObject && Object.hasOwn(clean, 'value') ? (clean.value ?? null) : clean;
    },
  };
};
