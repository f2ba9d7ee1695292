import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';

/** Advisory lock classes of the audit log; the second number is the organisation. Held until the transaction ends. */
const lockClasses = { seal: 0x5ea1, publish: 0x5ea2 } as const;

type AuditLock = keyof typeof lockClasses;

/** Waits for the lock. */
export const takeAuditLock = async (tx: Tx, lock: AuditLock, organisationId: OrganisationId): Promise<void> => {
  await tx.query('SELECT pg_advisory_xact_lock($1::int, hashtext($2))', [lockClasses[lock], organisationId]);
};

/** Whether the lock was free; false means that somebody else is at it. */
export const claimAuditLock = async (tx: Tx, lock: AuditLock, organisationId: OrganisationId): Promise<boolean> => {
  const rows = await tx.query<{ isClaimed: boolean }>(
    'SELECT pg_try_advisory_xact_lock($1::int, hashtext($2)) AS "isClaimed"',
    [lockClasses[lock], organisationId],
  );
  return rows[0]?.isClaimed === true;
};
