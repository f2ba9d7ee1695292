import { readdirSync, readFileSync } from 'node:fs';
import { definitionSchema, jsonObjectSchema, jsonValueSchema } from '@switchyard/domain';
import { z } from 'zod';

/** Something that happens to the run from outside, once it has come to rest. */
const actSchema = z.union([
  /** A message to the run: by its id as key, or by another. */
  z.strictObject({
    message: z.string(),
    key: z.string().optional(),
    isKept: z.boolean().default(true),
    to: z.enum(['one', 'all']).default('one'),
  }),
  /** Time passes, in milliseconds. */
  z.strictObject({ elapse: z.int().positive() }),
  z.strictObject({ addTo: z.string(), items: z.array(jsonValueSchema).min(1) }),
  z.strictObject({ closeList: z.string() }),
  z.strictObject({ cancel: z.literal('run') }),
  /** What waits now, in alphabetical order: nothing more and nothing less. */
  z.strictObject({ waiting: z.array(z.string()) }),
]);
export type Act = z.infer<typeof actSchema>;

const scenarioSchema = z.strictObject({
  says: z.string(),
  input: jsonObjectSchema.default({}),
  acts: z.array(actSchema).default([]),
  /** Node ids of the completed steps, by ordinal. */
  trace: z.array(z.string()),
  /** Node ids of the steps that were withdrawn, by ordinal. */
  withdrawn: z.array(z.string()).default([]),
  status: z.enum(['completed', 'failed', 'cancelled', 'waiting']).default('completed'),
});
export type Scenario = z.infer<typeof scenarioSchema>;

/** A workflow control-flow pattern as a process that can be published, with what happens when it runs. */
const patternSchema = z.strictObject({
  pattern: z.int().min(1).max(43),
  name: z.string(),
  support: z.enum(['direct', 'partly']),
  definition: definitionSchema,
  /** Other workflows it starts, by slug; it can be started by its own, such as wcp-22. */
  others: z.record(z.string(), definitionSchema).default({}),
  scenarios: z.array(scenarioSchema).min(1),
});
export type Pattern = z.infer<typeof patternSchema>;

const folder = new URL('./', import.meta.url);

export const slugOf = ({ pattern }: Pick<Pattern, 'pattern'>): string => `wcp-${String(pattern).padStart(2, '0')}`;

/** All of them, from the files beside this one. */
export const readPatterns = (): Pattern[] =>
  readdirSync(folder)
    .filter((name) => /^wcp-\d\d\.json$/.test(name))
    .toSorted()
    .map((name) => patternSchema.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))));
