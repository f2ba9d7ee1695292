import { z } from 'zod';
import { dataClassSchema } from './data-class.ts';
import { slugSchema } from './ids.ts';
import { type JsonObject, jsonObjectSchema, jsonValueSchema } from './json.ts';

/** A tool as a model sees it. */
export interface ToolOffer {
  /** Letters, digits, `_` and `-`, at most 64: what every lab accepts. */
  readonly name: string;
  readonly description: string;
  /** JSON Schema of an object. */
  readonly parameters: JsonObject;
}

/** A call as a model asked for it. */
export const askedCallSchema = z.object({
  /** The lab's own name for the call. */
  id: z.string(),
  tool: z.string(),
  arguments: jsonValueSchema,
});
export type AskedCall = z.infer<typeof askedCallSchema>;

/** A turn that has passed, as the model is told of it: what it asked for, and what came of each call. */
export interface PastTurn {
  readonly text: string;
  readonly calls: readonly (AskedCall & { readonly result: string; readonly isError: boolean })[];
}

/**
 * A call's life: asked → refused; asked → waiting → approved · rejected; asked or approved → begun → done · failed · unknown.
 * `failed` is a known failure that the model is told of; `unknown` may have had its effect.
 */
export const toolCallStatuses = [
  'asked',
  'waiting',
  'approved',
  'begun',
  'done',
  'failed',
  'refused',
  'rejected',
  'unknown',
] as const;
export const toolCallStatusSchema = z.enum(toolCallStatuses);
export type ToolCallStatus = z.infer<typeof toolCallStatusSchema>;

/** A tool as its server describes it, with the digest of that description. */
export const serverToolSchema = z.object({
  name: z.string(),
  description: z.string(),
  inputSchema: jsonObjectSchema,
  /** SHA-256 of the three above. */
  digest: z.string(),
  /** What the server says of itself; a hint and nothing more. */
  saysReadOnly: z.boolean(),
  /** Why the tool cannot be offered, when its arguments could not be checked. */
  problem: z.string().nullable(),
});
export type ServerTool = z.infer<typeof serverToolSchema>;

export const toolServerSpecSchema = z.strictObject({
  slug: slugSchema,
  name: z.string().trim().min(1).max(120),
  /** Streamable HTTP. */
  url: z.url({ protocol: /^https?$/ }).max(2000),
  /** Highest class of data that may be sent to it. */
  dataClassMax: dataClassSchema,
  /** Class of what it answers. */
  dataClass: dataClassSchema.default('internal'),
  timeoutMs: z.int().min(100).max(300_000).default(30_000),
});
export type ToolServerSpec = z.infer<typeof toolServerSpecSchema>;
