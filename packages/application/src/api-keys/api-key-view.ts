import { apiKeyIdSchema, apiScopeSchema, dataClassSchema } from '@switchyard/domain';
import { z } from 'zod';

export const apiKeyViewSchema = z.object({
  id: apiKeyIdSchema,
  name: z.string(),
  /** First characters, to recognise the key by. */
  prefix: z.string(),
  scopes: z.array(apiScopeSchema),
  /** What calls of models may name; empty: everything. */
  models: z.array(z.string()),
  dataClass: dataClassSchema,
  callsPerMinute: z.int().nullable(),
  /** The person it is for: what it spends counts against their budgets. */
  person: z.string().nullable(),
  personId: z.uuid().nullable(),
  /** Its own budget of a day; null: it has none. */
  microUsdPerDay: z.int().nullable(),
  /** How long the secret before the last rotation is still good; null: it is not. */
  previousUntil: z.iso.datetime().nullable(),
  revision: z.int(),
  createdBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  isLive: z.boolean(),
});
export type ApiKeyView = z.infer<typeof apiKeyViewSchema>;
