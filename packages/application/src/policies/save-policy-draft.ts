import { newId } from '@switchyard/db';
import { type Actor, DomainError } from '@switchyard/domain';
import { routingPolicySchema } from '@switchyard/routing';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { findDraft } from './load-versions.ts';
import { getScopeLabel, isOfScope, policyScopeSchema } from './policy-scope.ts';

export const savePolicyDraftInput = z.object({
  scope: policyScopeSchema,
  rules: routingPolicySchema,
  /** The revision the change builds upon; 0 for a first draft. */
  revision: z.int().min(0),
});
export const savedPolicyDraftSchema = z.object({ revision: z.int() });

const changedMeanwhile = (): DomainError =>
  new DomainError('conflict', 'Somebody changed this draft meanwhile. Look at it again, then save.');

/** Keeps rules that do not hold yet. Throws `conflict` when somebody changed the draft since `revision`. */
export const savePolicyDraft = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof savePolicyDraftInput>,
): Promise<z.infer<typeof savedPolicyDraftSchema>> => {
  authorise(actor, 'suppliers.manage');
  const { scope, rules, revision } = savePolicyDraftInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const label = await getScopeLabel(tx, organisationId, scope);
    const old = await findDraft(tx, organisationId, scope, true);
    if ((old?.revision ?? 0) !== revision) throw changedMeanwhile();
    const place = [organisationId, scope.workflowId, scope.taskId] as const;
    const content = [JSON.stringify(rules), actor.name, app.now()] as const;
    if (old) {
      await tx.execute(
        `UPDATE policy_draft SET rules = $4, updated_by_label = $5, updated_at = $6, revision = revision + 1
         WHERE organisation_id = $1 AND ${isOfScope}`,
        [...place, ...content],
      );
    } else {
      // Of two first drafts at once one is kept: no row was there that the other could have waited for.
      const added = await tx.execute(
        `INSERT INTO policy_draft (organisation_id, workflow_id, task_id, rules, updated_by_label, updated_at, id)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
        [...place, ...content, newId()],
      );
      if (added === 0) throw changedMeanwhile();
    }
    await appendAudit(tx, actor, app.now(), {
      type: 'policy.drafted',
      target: { id: scope.workflowId ?? scope.taskId ?? organisationId, label },
      payload: {},
    });
    return { revision: revision + 1 };
  });
};
