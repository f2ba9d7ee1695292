import { type Finding, leafFinding } from '@switchyard/audit';
import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';

/** Naming more would help nobody. */
const strayMax = 100;

interface Stray {
  readonly eventId: string;
  readonly kind: 'inserted' | 'deleted';
}

const explanations = {
  inserted: 'stands among the events but never went through the log',
  deleted: 'was recorded and then removed before it could be sealed',
};

/**
 * What the tree cannot know: events slipped in beside the log, and events removed before they had a leaf. Every event is
 * written with its pending row and sealed together with removing it, so each has exactly one of leaf and pending row.
 */
export const findStrays = async (tx: Tx, organisationId: OrganisationId): Promise<Finding[]> => {
  const strays = await tx.query<Stray>(
    `(SELECT e.id AS "eventId", 'inserted' AS kind FROM audit_event e
       LEFT JOIN audit_leaf l ON l.event_id = e.id AND l.organisation_id = $1
       LEFT JOIN audit_pending p ON p.event_id = e.id AND p.organisation_id = $1
      WHERE e.organisation_id = $1 AND l.event_id IS NULL AND p.event_id IS NULL LIMIT ${strayMax})
     UNION ALL
     (SELECT p.event_id, 'deleted' FROM audit_pending p LEFT JOIN audit_event e ON e.id = p.event_id AND e.organisation_id = $1
      WHERE p.organisation_id = $1 AND e.id IS NULL LIMIT ${strayMax})`,
    [organisationId],
  );
  return strays.map(({ eventId, kind }) => ({
    ...leafFinding(kind, 0, eventId, `The event ${eventId} ${explanations[kind]}.`),
    leafIndex: null,
    leafIndexEnd: null,
  }));
};
