import { z } from 'zod';

/** Where a sign-in came from, as the edge saw it. Shown to the person in their list of sessions. */
export const clientInfoSchema = z.object({
  ipAddress: z.string().max(64).catch(''),
  userAgent: z
    .string()
    .transform((text) => text.slice(0, 300))
    .catch(''),
});
export type ClientInfo = z.infer<typeof clientInfoSchema>;
