import { groupIdSchema, roleSchema, userIdSchema } from '@switchyard/domain';
import { z } from 'zod';

/** A member as lists show them. */
export const personSchema = z.object({
  id: userIdSchema,
  name: z.string(),
  email: z.string(),
  roles: z.array(roleSchema),
  groupIds: z.array(groupIdSchema),
  isActive: z.boolean(),
  /** True when they sign in through the identity provider. */
  isLinked: z.boolean(),
  createdAt: z.iso.datetime(),
  /** Last request of any of their sessions; null when they have never been here. */
  lastSeenAt: z.iso.datetime().nullable(),
});
export type Person = z.infer<typeof personSchema>;
