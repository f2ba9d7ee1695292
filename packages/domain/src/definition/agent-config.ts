import { z } from 'zod';
import { dataSchemaSchema } from '../data-schema.ts';
import { slugSchema } from '../ids.ts';
import { approvalStageSchema } from './approval-config.ts';
import { expressionSchema, variableNameSchema } from './expression.ts';
import { retryPolicySchema } from './retry.ts';

const assignmentSchema = z.strictObject({ name: variableNameSchema, value: expressionSchema });

/** allowed: called as the model asks. approval: each call waits until people have approved exactly that call. */
export const toolPermissions = ['allowed', 'approval'] as const;
export const toolPermissionSchema = z.enum(toolPermissions);
export type ToolPermission = z.infer<typeof toolPermissionSchema>;

const permission = toolPermissionSchema.default('allowed');

/** Name under which a model sees a tool that the step itself describes. */
const toolNameSchema = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_]{0,39}$/, 'Start with a letter; then letters, digits and _ (at most 40).');

/** A tool that is not in the list of its step does not exist for the model. */
export const agentToolSchema = z.discriminatedUnion('kind', [
  /** A tool of a registered tool server, as it was described when somebody looked at it. */
  z.strictObject({
    kind: z.literal('mcp'),
    server: slugSchema,
    tool: z.string().min(1).max(200),
    /** SHA-256 of name, description and schema; a tool that has become another one is refused. */
    digest: z.string().regex(/^[0-9a-f]{64}$/, 'Choose the tool from the list of its server.'),
    permission,
    /** A second call with the same arguments does no harm. What the server says of itself does not count. */
    isRepeatable: z.boolean().default(false),
  }),
  /** Looks rows up in a source of truth. */
  z.strictObject({ kind: z.literal('source'), source: slugSchema, permission }),
  /** Reads the values that the step's author took out of the run. */
  z.strictObject({ kind: z.literal('runData'), values: z.array(assignmentSchema).min(1).max(50), permission }),
  /** Calculates an expression of literals. */
  z.strictObject({ kind: z.literal('calculate'), permission }),
  /** One address of another system; the model fills in query and body, nothing else. */
  z.strictObject({
    kind: z.literal('http'),
    name: toolNameSchema,
    description: z.string().trim().min(1).max(2000),
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
    url: z.url({ protocol: /^https?$/ }).max(2000),
    /** Name of a stored secret sent as `Authorization: Bearer …`. */
    bearerSecret: z.string().max(120).optional(),
    /** What the model may fill in: fields of the query for GET and DELETE, of the JSON body otherwise. */
    parameters: dataSchemaSchema.optional(),
    permission,
    isRepeatable: z.boolean().default(false),
  }),
]);
export type AgentTool = z.infer<typeof agentToolSchema>;

const limitBounds = {
  /** Answers of a model, the last one included. */
  turnsMax: z.int().min(1).max(200),
  callsMax: z.int().min(0).max(1000),
  /** What all turns together may cost; absent: what the budgets allow. */
  costMicroUsdMax: z.int().min(1),
  /** Time spent asking and calling; waiting for people does not count. */
  timeMsMax: z.int().min(1000).max(86_400_000),
};

export const agentLimitsSchema = z.strictObject({
  turnsMax: limitBounds.turnsMax.default(12),
  callsMax: limitBounds.callsMax.default(24),
  costMicroUsdMax: limitBounds.costMicroUsdMax.optional(),
  timeMsMax: limitBounds.timeMsMax.default(600_000),
});
export type AgentLimits = z.infer<typeof agentLimitsSchema>;

/** Limits that an operator raises for one step of one run; what is absent stays. */
export const raisedLimitsSchema = z.strictObject(limitBounds).partial();
export type RaisedLimits = z.infer<typeof raisedLimitsSchema>;

const noLimits = { turnsMax: 12, callsMax: 24, timeMsMax: 600_000 };

export const agentConfigSchema = z.strictObject({
  /** The task that is to be done: instructions, answer, definition of done, data class. */
  task: slugSchema,
  input: z.array(assignmentSchema).default([]),
  sources: z.array(slugSchema).default([]),
  /** Added to the task's instructions: how to go about it here. Never a template: no data becomes an instruction. */
  instructions: z.string().max(20_000).default(''),
  tools: z.array(agentToolSchema).max(64).default([]),
  limits: agentLimitsSchema.default(noLimits),
  /** Who decides about calls of tools that need an approval. */
  approval: z
    .strictObject({
      stages: z.array(approvalStageSchema).min(1).max(10),
      risk: z.enum(['low', 'high']).default('low'),
      isSeparationOfDuties: z.boolean().default(true),
    })
    .optional(),
  /** tell: the model reads that the call was rejected, and why. fail: the step fails. */
  onRejection: z.enum(['tell', 'fail']).default('tell'),
  retry: retryPolicySchema.default({ maxAttempts: 3, initialDelayMs: 1000, maxDelayMs: 60_000 }),
});
export type AgentConfig = z.infer<typeof agentConfigSchema>;
