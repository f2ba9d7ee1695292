import { z } from 'zod';
import { slugSchema } from '../ids.ts';
import { jsonObjectSchema } from '../json.ts';
import { agentConfigSchema } from './agent-config.ts';
import { approvalConfigSchema } from './approval-config.ts';
import { type BoundaryEvent, boundaryEventSchema, messageNameSchema } from './boundary.ts';
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
  /** The same job done in turns, with tools. */
  agent: agentConfigSchema,
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
    /** Slug of the business calendar `for` is counted in; left out, time runs day and night. */
    calendar: slugSchema.optional(),
    /** CEL giving a timestamp or ISO date-time text. */
    until: expressionSchema.optional(),
  }),
  /** JavaScript in a sandbox without network, files, clock or randomness. `main(input)` returns the output. */
  script: z.strictObject({
    input: z.array(assignmentSchema).default([]),
    code: z.string().min(1).max(50_000),
    timeoutMs: z.int().min(10).max(10_000).default(1000),
    retry: retryPolicySchema.default({ maxAttempts: 1, initialDelayMs: 1000, maxDelayMs: 60_000 }),
  }),
  /** Waits for a message by name and key; one that came earlier and was kept counts. */
  receive: z.strictObject({ message: messageNameSchema, key: expressionSchema.optional() }),
  /** Waits until the condition is true; asked again whenever the run moves. */
  condition: z.strictObject({ when: expressionSchema }),
  /** Sends a message to one waiting run, or to all that wait now. */
  send: z.strictObject({
    message: messageNameSchema,
    key: expressionSchema.optional(),
    payload: expressionSchema.optional(),
    to: z.enum(['one', 'all']).default('one'),
    /** Whether a message nobody waits for yet is kept until somebody does. */
    isKept: z.boolean().default(true),
  }),
  /** Runs another workflow, in the version published when the step starts, and waits for its end. */
  subworkflow: z.strictObject({
    workflow: slugSchema,
    input: z.array(assignmentSchema).default([]),
    /** Runs inside runs, counted from the outermost; one more fails. */
    depthMax: z.int().min(1).max(50).default(20),
    /** False: the run is started and left alone. */
    isAwaited: z.boolean().default(true),
  }),
  /** Its body once per item of a list that is known only now. The body begins at port `body` and comes back here. */
  forEach: z.strictObject({
    items: expressionSchema,
    /** Items under way at once; 1 is one after the other. */
    atOnce: z.int().min(1).max(1000).default(1),
    /** CEL; its value for each item, in the order of the list, is the output's `results`. */
    collect: expressionSchema.optional(),
    /** CEL, asked after each item; true: enough, the rest is not needed. Sees `completed`, `failed` and `count`. */
    stopWhen: expressionSchema.optional(),
    /** What becomes of items under way when there is enough. */
    rest: z.enum(['cancel', 'finish']).default('cancel'),
    onItemFailure: z.enum(['fail', 'continue']).default('fail'),
  }),
  /** Its body again and again, one round after the other. */
  loop: z.strictObject({
    /** CEL, asked before each round. */
    while: expressionSchema.optional(),
    /** CEL, asked after each round. */
    until: expressionSchema.optional(),
    /** One round more fails. */
    roundsMax: z.int().min(1).max(100_000).default(100),
  }),
  /** Part of a process with a border: cancelled, timed or caught as a whole. With a key, a critical section. */
  region: z.strictObject({
    /** CEL; at most `atOnce` regions with the same key are under way in the organisation, the others wait in turn. */
    key: expressionSchema.optional(),
    atOnce: z.int().min(1).max(1000).default(1),
  }),
  /** Opens all its ways; whichever step ends first withdraws the others. */
  race: z.strictObject({}),
  parallelSplit: z.strictObject({
    /** Tokens sent along each way. */
    copies: z.int().min(1).max(100).default(1),
  }),
  /** Takes every way whose condition is true, else the `otherwise` way. */
  inclusiveSplit: z.strictObject({}),
  join: z.strictObject({
    /** taken: the branches that were really taken; every: one from each way in; some: the first `needed` to arrive. */
    wait: z.enum(['taken', 'every', 'some']).default('taken'),
    needed: z.int().min(1).max(1000).default(1),
    /** What becomes of the branches `some` did not wait for. */
    rest: z.enum(['finish', 'cancel']).default('finish'),
  }),
  /** Withdraws whatever is under way at these nodes; a region is withdrawn with all inside it. */
  cancel: z.strictObject({ nodes: z.array(nodeIdSchema).min(1).max(100) }),
  /** Undoes what was done: the `compensate` ways of completed steps, last first, one at a time. */
  compensate: z.strictObject({}),
  end: z.strictObject({
    /** path: this way ends. run: the whole run ends, whatever else is under way. */
    ends: z.enum(['path', 'run']).default('path'),
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
    boundary: z.array(boundaryEventSchema).max(10).optional(),
  });

export const nodeSchema = z.discriminatedUnion('kind', [
  nodeOf('start'),
  nodeOf('set'),
  nodeOf('decision'),
  nodeOf('decisionTable'),
  nodeOf('task'),
  nodeOf('agent'),
  nodeOf('approval'),
  nodeOf('http'),
  nodeOf('script'),
  nodeOf('wait'),
  nodeOf('receive'),
  nodeOf('condition'),
  nodeOf('send'),
  nodeOf('subworkflow'),
  nodeOf('forEach'),
  nodeOf('loop'),
  nodeOf('region'),
  nodeOf('race'),
  nodeOf('parallelSplit'),
  nodeOf('inclusiveSplit'),
  nodeOf('join'),
  nodeOf('cancel'),
  nodeOf('compensate'),
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
  boundary: z.array(jsonObjectSchema).max(10).optional(),
});
export type DraftNode = z.infer<typeof draftNodeSchema>;

/**
 * Output ports per kind; an edge leaves from a port. `out` is the ordinary way, `failed` catches a failure, `body` enters what
 * the node contains, `compensate` leads to what undoes the node. Boundary events add one port each: see `portsOf`.
 */
export const nodePorts: Record<NodeKind, readonly string[]> = {
  start: ['out'],
  set: ['out'],
  decision: ['out'],
  decisionTable: ['out'],
  task: ['out', 'failed', 'compensate'],
  agent: ['out', 'failed', 'compensate'],
  approval: ['approved', 'rejected', 'changes', 'expired', 'compensate'],
  http: ['out', 'failed', 'compensate'],
  script: ['out', 'failed', 'compensate'],
  wait: ['out'],
  receive: ['out'],
  condition: ['out'],
  send: ['out', 'compensate'],
  subworkflow: ['out', 'failed', 'compensate'],
  forEach: ['body', 'out', 'failed'],
  loop: ['body', 'out', 'failed'],
  region: ['body', 'out', 'failed'],
  race: ['out'],
  parallelSplit: ['out'],
  inclusiveSplit: ['out'],
  join: ['out'],
  cancel: ['out'],
  compensate: ['out', 'failed'],
  end: [],
};

/** Every port of this node: those of its kind and one per boundary event. */
export const portsOf = ({
  kind,
  boundary = [],
}: {
  readonly kind: NodeKind;
  readonly boundary?: readonly object[] | undefined;
}): readonly string[] => {
  const own = boundary.flatMap((event) => ('id' in event && typeof event.id === 'string' ? [event.id] : []));
  return own.length === 0 ? nodePorts[kind] : [...nodePorts[kind], ...own];
};

/** The node's boundary event whose path leaves from `port`. */
export const boundaryOf = (node: DefinitionNode, port: string): BoundaryEvent | undefined =>
  node.boundary?.find(({ id }) => id === port);

/** Kinds the engine executes inside the transition; every other kind waits, contains others or becomes a job. */
export const inlineNodeKinds: ReadonlySet<NodeKind> = new Set([
  'start',
  'set',
  'decision',
  'decisionTable',
  'send',
  'race',
  'parallelSplit',
  'inclusiveSplit',
  'join',
  'cancel',
  'end',
]);

/** Kinds that leave by every open way at once; all others take one. */
export const splitNodeKinds: ReadonlySet<NodeKind> = new Set(['race', 'parallelSplit', 'inclusiveSplit']);

/** Kinds that hold a body of other nodes, each round of it in a scope of its own. */
export const containerNodeKinds: ReadonlySet<NodeKind> = new Set(['forEach', 'loop', 'region', 'compensate']);
