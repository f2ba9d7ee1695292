import { type Actor, DomainError } from '@switchyard/domain';
import { comparePolicies, defaultRoutingPolicy } from '@switchyard/routing';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { insertVersion } from './insert-version.ts';
import { findDraft, loadVersions } from './load-versions.ts';
import { passGuard } from './pass-guard.ts';
import { getScopeLabel, isOfScope, policyScopeSchema } from './policy-scope.ts';

export const publishPolicyInput = z.object({
  scope: policyScopeSchema,
  /** The draft that was looked at. */
  revision: z.int().min(1),
  note: z.string().trim().min(1).max(500),
  /** Why it is published although the rules in force would not have it; needs `policies.override`. */
  overrideReason: z.string().trim().min(1).max(500).optional(),
});
export const publishedPolicySchema = z.object({ id: z.string(), number: z.int() });

/**
 * Makes the draft the rules in force, for every decision from now on. What was decided before stays decided: receipts name the
 * version. Throws `conflict` when the draft changed meanwhile, `not_permitted_now` when there is none, it changes nothing, or the
 * rules in force demand more than it has shown (`details.objections`) and nobody who may gives a reason to go past that.
 */
export const publishPolicy = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof publishPolicyInput>,
): Promise<z.infer<typeof publishedPolicySchema>> => {
  authorise(actor, 'suppliers.manage');
  const { scope, revision, note, overrideReason } = publishPolicyInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const label = await getScopeLabel(tx, organisationId, scope);
    const draft = await findDraft(tx, organisationId, scope, true);
    if (!draft) throw new DomainError('not_permitted_now', 'There is no draft to publish. Change the rules first.');
    if (draft.revision !== revision) {
      throw new DomainError('conflict', 'Somebody changed this draft meanwhile. Look at it again, then publish.');
    }
    const [newest] = await loadVersions(tx, organisationId, scope);
    const changed = comparePolicies(newest?.rules ?? defaultRoutingPolicy, draft.rules);
    if (newest?.rules && changed.length === 0) {
      throw new DomainError('not_permitted_now', 'The draft says the same as the version in force.');
    }
    const override = await passGuard(app, tx, actor, { scope, rules: draft.rules, overrideReason });
    const published = await insertVersion(app, tx, actor, {
      scope,
      number: (newest?.number ?? 0) + 1,
      rules: draft.rules,
      note,
    });
    await tx.execute(`DELETE FROM policy_draft WHERE organisation_id = $1 AND ${isOfScope}`, [
      organisationId,
      scope.workflowId,
      scope.taskId,
    ]);
    await appendAudit(tx, actor, app.now(), {
      type: 'policy.published',
      target: { id: scope.workflowId ?? scope.taskId ?? organisationId, label },
      payload: { number: published.number, note, changes: changed, ...override },
    });
    return published;
  });
};
