import type { Actor } from '@switchyard/domain';
import { sessionIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { requirePerson } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inPrismaTransaction, tenant } from '../change.ts';
import { sessionIdleMaxMs } from './create-session.ts';

export const sessionViewSchema = z.object({
  id: sessionIdSchema,
  userAgent: z.string(),
  ipAddress: z.string(),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** The one this request came with. */
  isCurrent: z.boolean(),
});
export type SessionView = z.infer<typeof sessionViewSchema>;

/** One's own live sessions, the latest first. */
export const listSessions = (app: App, actor: Actor): Promise<SessionView[]> => {
  const person = requirePerson(actor);
  const now = app.now();
  return inPrismaTransaction(app, tenant(person), async (tx) => {
    const rows = await tx.prisma.session.findMany({
      where: {
        organisationId: person.organisationId,
        userId: person.userId,
        revokedAt: null,
        expiresAt: { gt: now },
        lastSeenAt: { gt: new Date(now.getTime() - sessionIdleMaxMs) },
      },
      orderBy: { createdAt: 'desc' },
      take: 100,
    });
    return rows.map((row) =>
      sessionViewSchema.parse({
        id: row.id,
        userAgent: row.userAgent,
        ipAddress: row.ipAddress,
        createdAt: row.createdAt.toISOString(),
        lastSeenAt: row.lastSeenAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
        isCurrent: row.id === person.sessionId,
      }),
    );
  });
};
