import { z } from 'zod';
import { slugSchema } from '../ids.ts';
import { jsonObjectSchema } from '../json.ts';
import { approvalConfigSchema } from './approval-config.ts';
import { durationSchema, expressionSchema, nodeIdSchema, templateSchema, variableNameSchema } from './expression.ts';
import { type NodeKind, nodeKinds } from './node-kinds.ts';
import { retryPolicySchema } from './retry.ts';
import { startConfigSchema } from './start-config.ts';

const assignmentSchema = z.strictObject({ name: variableNameSchema, value: expressionSchema });

export const nodeConfigSchemas = {
  start: startConfigSchema,
  /** Writes run variables, in order; later ones see earlier ones. */
  set: z.strictObject({ assignments: z.array(assignmentSchema).min(1).max(100) }),
  /** Takes the first outgoing edge whose condition is true, else the `otherwise` edge. */
  decision: z.strictObject({ sources: z.array(slugSchema).default([]) }),
  /** Rules top to bottom. A cell is a CEL condition over `value` (that column's input); an empty cell matches all. */
  decisionTable: z.strictObject({
    sources: z.array(slugSchema).default([]),
    inputs: z
      .array(z.strictObject({ label: z.string().min(1).max(120), value: expressionSchema }))
      .min(1)
      .max(20),
    outputs: z.array(variableNameSchema).min(1).max(20),
    rules: z
      .array(
        z.strictObject({
          when: z.array(z.string().max(1000)),
          /** One CEL expression per output. */
          output: z.array(expressionSchema),
        }),
      )
      .min(1)
      .max(500),
    hitPolicy: z.enum(['first', 'unique', 'collect']).default('first'),
  }),
  /** A typed AI job given to the cheapest supplier that does it reliably enough. */
  task: z.strictObject({
    task: slugSchema,
    input: z.array(assignmentSchema).default([]),
    sources: z.array(slugSchema).default([]),
    retry: retryPolicySchema.default({ maxAttempts: 3, initialDelayMs: 1000, maxDelayMs: 60_000 }),
  }),
  approval: approvalConfigSchema,
  http: z.strictObject({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
    url: templateSchema.min(1),
    headers: z.array(z.strictObject({ name: z.string().min(1).max(200), value: templateSchema })).default([]),
    /** Name of a stored secret sent as `Authorization: Bearer …`. */
    bearerSecret: z.string().max(120).optional(),
    /** CEL; its value is sent as JSON. */
    body: expressionSchema.optional(),
    timeoutMs: z.int().min(100).max(300_000).default(30_000),
    /** The endpoint honours Idempotency-Key, so a repeat after a crash is safe. GET, PUT and DELETE always are. */
    isIdempotent: z.boolean().default(true),
    retry: retryPolicySchema.default({ maxAttempts: 3, initialDelayMs: 1000, maxDelayMs: 60_000 }),
  }),
  /** Exactly one of the two. */
  wait: z.strictObject({
    for: durationSchema.optional(),
    /** CEL giving a timestamp or ISO date-time text. */
    until: expressionSchema.optional(),
  }),
  parallelSplit: z.strictObject({}),
  parallelJoin: z.strictObject({}),
  end: z.strictObject({
    outcome: z.string().min(1).max(60).default('completed'),
    output: z.array(assignmentSchema).default([]),
  }),
} as const satisfies Record<NodeKind, z.ZodType>;

export type NodeConfig<Kind extends NodeKind> = z.infer<(typeof nodeConfigSchemas)[Kind]>;

const nodeOf = <Kind extends NodeKind>(kind: Kind) =>
  z.strictObject({
    id: nodeIdSchema,
    kind: z.literal(kind),
    name: z.string().trim().min(1).max(120),
    description: z.string().max(2000).optional(),
    position: z.strictObject({ x: z.number(), y: z.number() }),
    config: nodeConfigSchemas[kind],
  });

export const nodeSchema = z.discriminatedUnion('kind', [
  nodeOf('start'),
  nodeOf('set'),
  nodeOf('decision'),
  nodeOf('decisionTable'),
  nodeOf('task'),
  nodeOf('approval'),
  nodeOf('http'),
  nodeOf('wait'),
  nodeOf('parallelSplit'),
  nodeOf('parallelJoin'),
  nodeOf('end'),
]);
export type DefinitionNode = z.infer<typeof nodeSchema>;
export type NodeOf<Kind extends NodeKind> = Extract<DefinitionNode, { kind: Kind }>;

/** A node as the builder holds it while it is being edited: the config may still be wrong. */
export const draftNodeSchema = z.object({
  id: z.string().max(64),
  kind: z.enum(nodeKinds),
  name: z.string().max(120),
  description: z.string().max(2000).optional(),
  position: z.object({ x: z.number(), y: z.number() }),
  config: jsonObjectSchema,
});
export type DraftNode = z.infer<typeof draftNodeSchema>;

/** Output ports per kind. An edge leaves from a port; `out` is the ordinary way. */
export const nodePorts: Record<NodeKind, readonly string[]> = {
  start: ['out'],
  set: ['out'],
  decision: ['out'],
  decisionTable: ['out'],
  task: ['out', 'failed'],
  approval: ['approved', 'rejected', 'changes', 'expired'],
  http: ['out', 'failed'],
  wait: ['out'],
  parallelSplit: ['out'],
  parallelJoin: ['out'],
  end: [],
};

/** Kinds the engine executes inside the transition; every other kind waits or becomes a job. */
export const inlineNodeKinds: ReadonlySet<NodeKind> = new Set([
  'start',
  'set',
  'decision',
  'decisionTable',
  'parallelSplit',
  'parallelJoin',
  'end',
]);
