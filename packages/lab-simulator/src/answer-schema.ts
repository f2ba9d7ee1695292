import { z } from 'zod';

/** The parts of JSON Schema that the simulator fills in. */
export interface AnswerSchema {
  readonly type?: string | readonly string[] | undefined;
  readonly properties?: Readonly<Record<string, AnswerSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: AnswerSchema | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly format?: string | undefined;
  readonly description?: string | undefined;
  readonly minimum?: number | undefined;
}

export const answerSchemaSchema: z.ZodType<AnswerSchema> = z.lazy(() =>
  z.object({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    properties: z.record(z.string(), answerSchemaSchema).optional(),
    required: z.array(z.string()).optional(),
    items: answerSchemaSchema.optional(),
    enum: z.array(z.unknown()).optional(),
    format: z.string().optional(),
    description: z.string().optional(),
    minimum: z.number().optional(),
  }),
);

export const typeOf = (schema: AnswerSchema): string => {
  if (typeof schema.type === 'string') return schema.type;
  const named = schema.type?.find((each) => each !== 'null');
  return named ?? (schema.properties ? 'object' : schema.enum ? 'string' : 'object');
};
