import { auditArea, auditAreas, auditEventNames } from '@switchyard/audit';
import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';

const actorSchema = z.object({ id: z.string(), kind: z.string(), label: z.string() });

export const auditFacetsOutput = z.object({
  /** Everybody who ever did something, by their latest name. */
  actors: z.array(actorSchema),
  /** What can happen: areas of the vocabulary and the events in each. */
  areas: z.array(z.object({ name: z.string(), events: z.array(z.string()) })),
});
export type AuditFacets = z.infer<typeof auditFacetsOutput>;

/** A list to choose from stops helping long before this. */
const actorsMax = 500;

const areas = auditAreas.map((name) => ({
  name,
  events: auditEventNames.filter((event) => auditArea(event) === name),
}));

/**
 * What the trail can be narrowed down by. Steps from actor to actor along the index, so that its cost depends on the number
 * of actors and not of events. Throws `forbidden`.
 */
export const listAuditFacets = (app: App, actor: Actor): Promise<AuditFacets> => {
  authorise(actor, 'audit.read');
  return inTransaction(app, tenant(actor), async (tx) => {
    const actors = await tx.query<z.infer<typeof actorSchema>>(
      `WITH RECURSIVE actor (id) AS (
         (SELECT actor_id FROM audit_event WHERE organisation_id = $1 AND actor_id > '' ORDER BY actor_id LIMIT 1)
         UNION ALL
         SELECT (SELECT e.actor_id FROM audit_event e WHERE e.organisation_id = $1 AND e.actor_id > actor.id
                 ORDER BY e.actor_id LIMIT 1)
         FROM actor WHERE actor.id IS NOT NULL)
       SELECT actor.id, latest.kind, latest.label FROM (SELECT id FROM actor WHERE id IS NOT NULL LIMIT ${actorsMax}) AS actor,
         LATERAL (SELECT actor_kind AS kind, actor_label AS label FROM audit_event e
                  WHERE e.organisation_id = $1 AND e.actor_id = actor.id ORDER BY e.at DESC, e.id DESC LIMIT 1) AS latest
       ORDER BY latest.label`,
      [actor.organisationId],
    );
    return { actors, areas };
  });
};
