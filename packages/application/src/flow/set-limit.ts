import { newId, type Tx } from '@switchyard/db';
import { type Actor, DomainError, flowLimitSpecSchema, nodeKinds } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { flowLimitIdSchema } from './limit-row.ts';
import { describeScope, sayLimit } from './limit-words.ts';
import { forgetLimited } from './limited-organisations.ts';

export const setLimitInput = z.object({
  spec: flowLimitSpecSchema,
  /** The revision the change builds upon; 0: there is no such limit yet. */
  revision: z.int().min(0).default(0),
});
export const savedLimitSchema = z.object({ id: flowLimitIdSchema, revision: z.int() });
export type SavedLimit = z.infer<typeof savedLimitSchema>;

/**
 * Sets how much may be under way, or begin, of one workflow, kind of node, connection, or in all. It holds for what begins
 * from now on; nothing is interrupted. Throws `conflict` when somebody set it since `revision`, `not_found` for an unknown
 * workflow, `invalid_input` for an unknown kind or something that is no host.
 */
export const setLimit = async (app: App, actor: Actor, raw: z.input<typeof setLimitInput>): Promise<SavedLimit> => {
  authorise(actor, 'limits.manage');
  const { spec, revision } = setLimitInput.parse(raw);
  const { organisationId } = actor;
  const saved = await inTransaction(app, tenant(actor), async (tx, after) => {
    const target = await resolve(tx, actor, spec.scope, spec.value);
    // The time at which the next one may begin is counted anew when the rate changes.
    const [row] = await tx.query<SavedLimit>(
      revision === 0
        ? `INSERT INTO flow_limit (id, organisation_id, scope, value, steps_max, rate_count, rate_seconds, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (organisation_id, scope, value) DO NOTHING
           RETURNING id, revision`
        : `UPDATE flow_limit SET steps_max = $5, rate_count = $6, rate_seconds = $7, updated_at = $8, revision = revision + 1,
                  next_free_at = CASE WHEN rate_seconds IS NOT DISTINCT FROM $7 THEN next_free_at END
           WHERE organisation_id = $2 AND scope = $3 AND value = $4 AND revision = $9 AND $1::uuid IS NOT NULL
           RETURNING id, revision`,
      [
        newId(),
        organisationId,
        spec.scope,
        target.value,
        spec.stepsMax,
        spec.rate?.count ?? null,
        spec.rate?.seconds ?? null,
        app.now(),
        ...(revision === 0 ? [] : [revision]),
      ],
    );
    if (!row) {
      throw new DomainError('conflict', 'Somebody set or removed this limit meanwhile. Look at it again, then save.');
    }
    await appendAudit(tx, actor, app.now(), {
      type: 'limit.set',
      target: { id: row.id, label: describeScope(spec.scope, target.label) },
      payload: { limit: sayLimit({ ...spec, label: target.label }) },
    });
    after.ring();
    return row;
  });
  forgetLimited(app);
  return saved;
};

/** What is stored for a scope, and what people call it. */
const resolve = async (tx: Tx, actor: Actor, scope: string, value: string) => {
  if (scope === 'node_kind' && !nodeKinds.some((kind) => kind === value)) {
    throw new DomainError('invalid_input', `There is no kind of node “${value}”.`);
  }
  if (scope === 'connection') {
    const host = URL.parse(`http://${value}/`)?.host;
    if (host === undefined || host !== value.toLowerCase()) {
      throw new DomainError('invalid_input', `“${value}” is not a host. Write it as in a URL: api.example.com`);
    }
    return { value: host, label: host };
  }
  if (scope !== 'workflow') return { value, label: value };
  const [workflow] = await tx.query<{ id: string; name: string }>(
    'SELECT id, name FROM workflow WHERE organisation_id = $1 AND slug = $2',
    [actor.organisationId, value],
  );
  if (!workflow) throw new DomainError('not_found', `There is no workflow “${value}”.`);
  return { value: workflow.id, label: workflow.name };
};
