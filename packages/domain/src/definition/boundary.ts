import { z } from 'zod';
import { slugSchema } from '../ids.ts';
import { durationSchema, expressionSchema, nodeIdSchema } from './expression.ts';
import type { NodeKind } from './node-kinds.ts';

const boundaryId = nodeIdSchema.describe('Also the name of the port its path leaves from.');

/** Name of a message or signal, shared by those who send and those who wait for it. */
export const messageNameSchema = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9._-]{0,119}$/, 'Start with a letter; then letters, digits, dots, dashes and _.');

/**
 * Something that may happen to a step while it is under way. Interrupting: the step is withdrawn and the token leaves by
 * the event's own port. Not interrupting: a second token leaves there and the step goes on. A timer fires once.
 */
export const boundaryEventSchema = z.discriminatedUnion('on', [
  z.strictObject({
    id: boundaryId,
    on: z.literal('timer'),
    after: durationSchema,
    /** Slug of the calendar to count in. */
    calendar: slugSchema.optional(),
    isInterrupting: z.boolean().default(true),
  }),
  /** Catches failures with one of these codes; none named catches all. Always interrupting. */
  z.strictObject({ id: boundaryId, on: z.literal('error'), codes: z.array(z.string().min(1).max(60)).default([]) }),
  z.strictObject({
    id: boundaryId,
    on: z.literal('message'),
    message: messageNameSchema,
    /** CEL; only a message with this key is meant. Absent: the run's id. */
    key: expressionSchema.optional(),
    isInterrupting: z.boolean().default(true),
  }),
]);
export type BoundaryEvent = z.infer<typeof boundaryEventSchema>;

/** Kinds under way long enough for something to happen to them meanwhile. */
export const boundaryNodeKinds: ReadonlySet<NodeKind> = new Set([
  'task',
  'agent',
  'approval',
  'http',
  'script',
  'wait',
  'receive',
  'condition',
  'subworkflow',
  'forEach',
  'loop',
  'region',
]);
