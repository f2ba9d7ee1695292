import type { Permission } from '@switchyard/access';
import { listPermissions } from '@switchyard/access';
import type { UserActor } from '@switchyard/domain';
import { notFound } from 'next/navigation';
import { requireActor } from './require-actor.ts';

/** The person of this request; for somebody without the permission the page is not there. */
export const requirePermission = async (permission: Permission): Promise<UserActor> => {
  const actor = await requireActor();
  if (!listPermissions(actor).includes(permission)) notFound();
  return actor;
};
