import { z } from 'zod';
import { dataSchemaSchema } from '../data-schema.ts';
import { jsonObjectSchema } from '../json.ts';

/**
 * What becomes of ticks that passed while nobody looked: `skip` starts nothing for them, `latest` starts one run for the
 * last of them, `all` starts one for each, up to a bound.
 */
export const missedTicksPolicies = ['skip', 'latest', 'all'] as const;
export type MissedTicksPolicy = (typeof missedTicksPolicies)[number];

export const triggerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('form') }),
  z.strictObject({ type: z.literal('api') }),
  /** POST /hooks/{token}; the body is the input. Signed: HMAC-SHA256 over `timestamp.body`. */
  z.strictObject({
    type: z.literal('webhook'),
    /** Seconds a signed timestamp may differ from the server's clock. */
    toleranceSeconds: z.int().min(10).max(3600).default(300),
  }),
  /** Five-field cron in an IANA time zone; each tick starts one run. What happens where clocks change: `listTicks`. */
  z.strictObject({
    type: z.literal('schedule'),
    cron: z.string().min(9).max(100),
    timeZone: z.string().min(1).max(64).default('UTC'),
    input: jsonObjectSchema.default({}),
    /** For ticks that came while no worker was running; `latest` when left out. */
    missed: z.enum(missedTicksPolicies).optional(),
  }),
]);
export type Trigger = z.infer<typeof triggerSchema>;

export const startConfigSchema = z.strictObject({
  input: dataSchemaSchema.default({ type: 'object', properties: {}, required: [] }),
  triggers: z.array(triggerSchema).default([{ type: 'form' }, { type: 'api' }]),
});
