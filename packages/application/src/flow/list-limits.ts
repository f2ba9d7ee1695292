import type { Tx } from '@switchyard/db';
import { type Actor, flowRateSchema, flowScopes, type OrganisationId } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { flowLimitIdSchema, loadLimits, loadUsage, usedOf } from './limit-row.ts';

export const limitViewSchema = z.object({
  id: flowLimitIdSchema,
  scope: z.enum(flowScopes),
  /** As in a specification: key of the workflow, kind, host, or empty. */
  value: z.string(),
  /** What people call it. */
  label: z.string(),
  stepsMax: z.int().nullable(),
  rate: flowRateSchema.nullable(),
  /** Steps under way that it counts. */
  used: z.int(),
  /** Steps that wait at it; 1000: that many or more. */
  waiting: z.int(),
  revision: z.int(),
});
export type LimitView = z.infer<typeof limitViewSchema>;

export const limitListSchema = z.object({ items: z.array(limitViewSchema) });

/** The limits of the organisation with what they count now. There are a handful: no paging. */
export const listLimits = async (app: App, actor: Actor): Promise<z.infer<typeof limitListSchema>> => {
  authorise(actor, 'runs.read');
  const items = await app.db.transaction(tenant(actor), (tx) => listLimitViews(tx, actor.organisationId));
  return { items };
};

interface Facts {
  readonly id: string;
  readonly slug: string | null;
  readonly name: string | null;
  readonly waiting: number;
}

export const listLimitViews = async (tx: Tx, organisationId: OrganisationId): Promise<LimitView[]> => {
  const limits = await loadLimits(tx, organisationId);
  if (limits.length === 0) return [];
  const usage = await loadUsage(tx, organisationId);
  const rows = await tx.query<Facts>(
    `SELECT f.id, w.slug, w.name,
            (SELECT count(*) FROM (SELECT 1 FROM step s WHERE s.limited_by = f.id AND s.status = 'ready' LIMIT 1000) held)
              AS waiting
     FROM flow_limit f LEFT JOIN workflow w ON f.scope = 'workflow' AND w.id::text = f.value
     WHERE f.organisation_id = $1`,
    [organisationId],
  );
  const facts = new Map(rows.map((row) => [row.id, row]));
  return limits.map(({ id, scope, value, stepsMax, rate, revision }) => ({
    id,
    scope,
    value: facts.get(id)?.slug ?? value,
    label: facts.get(id)?.name ?? value,
    stepsMax,
    rate,
    used: usedOf({ scope, value }, usage),
    waiting: facts.get(id)?.waiting ?? 0,
    revision,
  }));
};
