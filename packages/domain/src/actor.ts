import { z } from 'zod';
import { apiKeyIdSchema, groupIdSchema, organisationIdSchema, sessionIdSchema, userIdSchema } from './ids.ts';
import { apiScopeSchema, roleSchema } from './roles.ts';

/** Who acts, as established at the edge (session, key, worker). Every use case takes one; none trusts anything else. */
export const actorSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('user'),
    organisationId: organisationIdSchema,
    userId: userIdSchema,
    sessionId: sessionIdSchema,
    name: z.string(),
    email: z.string(),
    roles: z.array(roleSchema),
    groupIds: z.array(groupIdSchema),
  }),
  z.object({
    kind: z.literal('api_key'),
    organisationId: organisationIdSchema,
    apiKeyId: apiKeyIdSchema,
    name: z.string(),
    scopes: z.array(apiScopeSchema),
  }),
  /** The product itself: worker, scheduler, seeding; `name` says which part. */
  z.object({ kind: z.literal('system'), organisationId: organisationIdSchema, name: z.string() }),
]);
export type Actor = z.infer<typeof actorSchema>;
export type UserActor = Extract<Actor, { kind: 'user' }>;
