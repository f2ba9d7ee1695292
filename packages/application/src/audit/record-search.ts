import { auditActor, canonicalJson } from '@switchyard/audit';
import type { Tx } from '@switchyard/db';
import type { Actor } from '@switchyard/domain';
import { appendAudit } from './append-audit.ts';
import { type AuditFilter, filterFacts } from './audit-filter.ts';

/** A page that refreshes itself, or is typed into, is one search, not a hundred. */
const repeatedWithinMs = 10 * 60_000;

/** Records that the actor looked something up, unless they just did or only opened the trail. */
export const recordSearch = async (tx: Tx, actor: Actor, at: Date, filter: AuditFilter): Promise<void> => {
  const facts = filterFacts(filter);
  if (Object.keys(facts).length === 0) return;
  const recent = await tx.query(
    `SELECT 1 FROM audit_event WHERE organisation_id = $1 AND actor_id = $2 AND at > $3::timestamptz
       AND type = 'audit.searched' AND payload -> 'filter' = $4::jsonb LIMIT 1`,
    [actor.organisationId, auditActor(actor).id, new Date(at.getTime() - repeatedWithinMs), canonicalJson(facts)],
  );
  if (recent.length > 0) return;
  await appendAudit(tx, actor, at, {
    type: 'audit.searched',
    target: { id: actor.organisationId, label: 'Audit trail' },
    payload: { filter: facts },
  });
};
