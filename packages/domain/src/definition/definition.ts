import { z } from 'zod';
import { expressionSchema, nodeIdSchema } from './expression.ts';
import { draftNodeSchema, nodeSchema } from './node.ts';

export const edgeSchema = z.strictObject({
  id: z.string().min(1).max(64),
  from: nodeIdSchema,
  to: nodeIdSchema,
  /** Output port of `from`, see nodePorts. */
  port: z.string().min(1).max(60).default('out'),
  /** CEL; absent means always. Edges of one port are tried in definition order. */
  condition: expressionSchema.optional(),
  /** Taken when no condition of the same port is true. */
  isOtherwise: z.boolean().default(false),
  label: z.string().max(120).optional(),
});
export type DefinitionEdge = z.infer<typeof edgeSchema>;

/** How many runs of a workflow may go on at once. Runs inside runs belong to the run around them and are not counted. */
export const runLimitSchema = z.strictObject({
  atOnce: z.int().min(1).max(10_000).default(1),
  /** queue: one more waits for its turn, oldest first. refuse: it is not started, and whoever asked is told. */
  whenFull: z.enum(['queue', 'refuse']).default('queue'),
  /** CEL over the run's input: counted for each value by itself. Absent: all runs together. */
  key: expressionSchema.optional(),
});
export type RunLimit = z.infer<typeof runLimitSchema>;

/** What holds for all runs of a version. */
export const definitionSettingsSchema = z.strictObject({
  /** fail: a failure nobody catches ends the run. hold: its step waits for a person to retry, skip or give up. */
  onFailure: z.enum(['fail', 'hold']).default('fail'),
  /** Steps of one run, or of one round of a body; one more fails. Stops a loop that never ends. */
  stepsMax: z.int().min(10).max(1_000_000).default(10_000),
  /** Absent: as many runs at once as are started. */
  runs: runLimitSchema.optional(),
});
export type DefinitionSettings = z.infer<typeof definitionSettingsSchema>;

/** The workflow language, format version 1. A published version stores exactly this, content-hashed. */
export const definitionSchema = z.strictObject({
  v: z.literal(1),
  nodes: z.array(nodeSchema).min(1).max(2000),
  edges: z.array(edgeSchema).max(10_000),
  settings: definitionSettingsSchema.optional(),
});
export type Definition = z.infer<typeof definitionSchema>;

/** A definition while it is edited: shape is right, contents may not be. Lint says what is missing. */
export const draftDefinitionSchema = z.object({
  v: z.literal(1),
  nodes: z.array(draftNodeSchema).max(2000),
  edges: z
    .array(
      z.object({
        id: z.string().max(64),
        from: z.string().max(64),
        to: z.string().max(64),
        port: z.string().max(60).default('out'),
        condition: z.string().max(4000).optional(),
        isOtherwise: z.boolean().default(false),
        label: z.string().max(120).optional(),
      }),
    )
    .max(10_000),
  settings: definitionSettingsSchema.partial().optional(),
});
export type DraftDefinition = z.infer<typeof draftDefinitionSchema>;

/** One thing wrong with a definition, on the node or edge it concerns. */
export const definitionProblemSchema = z.object({
  severity: z.enum(['error', 'warning']),
  /** Stable machine name, kebab-case. */
  rule: z.string(),
  message: z.string(),
  nodeId: z.string().optional(),
  edgeId: z.string().optional(),
  /** Dotted path inside the node's config. */
  path: z.string().optional(),
});
export type DefinitionProblem = z.infer<typeof definitionProblemSchema>;
