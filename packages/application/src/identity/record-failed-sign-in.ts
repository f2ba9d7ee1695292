import { type AuditPayload, anonymousActor } from '@switchyard/audit';
import type { Tx } from '@switchyard/db';
import type { OrganisationId, UserId } from '@switchyard/domain';
import { appendAuditAs } from '../audit/append-audit.ts';

export interface FailedSignIn {
  readonly email: string;
  readonly reason: AuditPayload<'sign-in.failed'>['reason'];
  /** Null when nobody has this address. */
  readonly user: { readonly id: UserId; readonly organisationId: OrganisationId } | null;
  readonly at: Date;
}

/** An address that nobody has belongs to no tenant; where there is only one, its auditors are the ones to know. */
const findSoleOrganisation = async (tx: Tx): Promise<OrganisationId | null> => {
  const rows = await tx.query<{ id: OrganisationId }>('SELECT id FROM organisation ORDER BY id LIMIT 2');
  return rows.length === 1 ? (rows[0]?.id ?? null) : null;
};

/** Writes the failure into the audit log of the organisation it concerns. Needs the `system` scope. */
export const recordFailedSignIn = async (tx: Tx, { email, reason, user, at }: FailedSignIn): Promise<void> => {
  // Asked in both cases, so that a known address costs what an unknown one does.
  const soleOrganisation = await findSoleOrganisation(tx);
  const organisationId = user?.organisationId ?? soleOrganisation;
  if (!organisationId) return;
  await appendAuditAs(
    tx,
    { organisationId, actor: anonymousActor, at },
    { type: 'sign-in.failed', target: { id: user?.id ?? '', label: email }, payload: { reason } },
  );
};
