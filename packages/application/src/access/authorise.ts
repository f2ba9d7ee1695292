import { can, type Permission } from '@switchyard/access';
import { type Actor, DomainError, type UserActor } from '@switchyard/domain';

/** Throws `forbidden` unless the actor holds the permission. The first line of every use case. */
export const authorise = (actor: Actor, permission: Permission): void => {
  const decision = can(actor, permission);
  if (decision.isAllowed) return;
  throw new DomainError('forbidden', 'Your role does not allow this. An administrator can grant it under People.', {
    details: { permission },
  });
};

/** The actor as a person; keys and the system are refused where only a person may act. */
export const requirePerson = (actor: Actor): UserActor => {
  if (actor.kind === 'user') return actor;
  throw new DomainError('forbidden', 'Only a signed-in person can do this.');
};
