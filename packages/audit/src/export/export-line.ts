import { jsonObjectSchema } from '@switchyard/domain';
import { z } from 'zod';

const base64Hash = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);

/**
 * A line of the JSONL export, the format that verifies offline: one header, events in leaf order, checkpoints. Event lines
 * hold nothing that is not hashed: a sentence beside the record could be changed and would still pass.
 * A change of this shape is a new `v` with a golden file of its own.
 */
export const exportLineSchema = z.discriminatedUnion('line', [
  z.strictObject({
    line: z.literal('header'),
    v: z.literal(1),
    origin: z.string(),
    organisationId: z.string(),
    exportedAt: z.iso.datetime(),
    /** False when a filter left events out: the tree can then not be rebuilt from this file alone. */
    isComplete: z.boolean(),
    filter: jsonObjectSchema,
  }),
  z.strictObject({
    line: z.literal('event'),
    /** Null until the event is sealed into the log. */
    leafIndex: z.int().min(0).nullable(),
    leafHash: base64Hash.nullable(),
    event: jsonObjectSchema,
  }),
  z.strictObject({ line: z.literal('checkpoint'), place: z.enum(['log', 'outside']), note: z.string() }),
]);
export type ExportLine = z.infer<typeof exportLineSchema>;

export const formatExportLine = (line: ExportLine): string => `${JSON.stringify(line)}\n`;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Reads a line; null when it is not one of ours. */
export const parseExportLine = (text: string): ExportLine | null => {
  const parsed = exportLineSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
};
