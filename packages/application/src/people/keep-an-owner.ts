import type { Tx } from '@switchyard/db';
import { type Actor, DomainError, type OrganisationId, type Role, roleSchema, type UserId } from '@switchyard/domain';
import { z } from 'zod';

export interface MemberRow {
  readonly id: UserId;
  readonly name: string;
  readonly email: string;
  readonly roles: Role[];
  readonly isActive: boolean;
}

/**
 * Locks the owners and the member, in id order. Two owners who demote each other at the same moment meet here, so that the
 * second one sees what the first one did. Throws `not_found` for a stranger.
 */
export const lockMember = async (tx: Tx, organisationId: OrganisationId, userId: UserId): Promise<MemberRow> => {
  const rows = await tx.query<Omit<MemberRow, 'roles'> & { roles: string[] }>(
    `SELECT id, name, email, roles, is_active AS "isActive" FROM app_user
     WHERE organisation_id = $1 AND (id = $2 OR 'owner' = ANY(roles)) ORDER BY id FOR UPDATE`,
    [organisationId, userId],
  );
  const row = rows.find(({ id }) => id === userId);
  if (!row) throw new DomainError('not_found', 'This person does not exist.');
  return { ...row, roles: z.array(roleSchema).parse(row.roles) };
};

/** Throws unless another active owner remains; an organisation without an owner could never be governed again. */
export const requireAnotherOwner = async (tx: Tx, organisationId: OrganisationId, userId: UserId): Promise<void> => {
  const others = await tx.query(
    `SELECT 1 FROM app_user WHERE organisation_id = $1 AND id <> $2 AND is_active AND 'owner' = ANY(roles) LIMIT 1`,
    [organisationId, userId],
  );
  if (others.length > 0) return;
  throw new DomainError('not_permitted_now', 'This is the only owner. Make somebody else an owner first.');
};

/** Only an owner may touch an owner: otherwise an administrator could become one. */
export const requireOwnerFor = (actor: Actor, concernsOwner: boolean): void => {
  if (!concernsOwner || actor.kind === 'system' || (actor.kind === 'user' && actor.roles.includes('owner'))) return;
  throw new DomainError('forbidden', 'Only an owner can do this to an owner, or make somebody one.');
};
