import { type Actor, DomainError } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { insertVersion } from './insert-version.ts';
import { loadVersions } from './load-versions.ts';
import { passGuard } from './pass-guard.ts';
import { getScopeLabel, policyScopeSchema } from './policy-scope.ts';

export const takeBackPolicyInput = z.object({
  scope: policyScopeSchema,
  /** The version in force that was looked at. */
  number: z.int().min(1),
  note: z.string().trim().min(1).max(500),
  /** Why, although the rules in force would not have it; needs `policies.override`. */
  overrideReason: z.string().trim().min(1).max(500).optional(),
});
export const takenBackPolicySchema = z.object({ id: z.string(), number: z.int() });

/**
 * A workflow or a task follows the wider rules again, from the next decision on. It is a version of its own, without rules, so that
 * the history stays; a draft stays too. Throws `conflict` when another version is in force by now, `not_permitted_now` for the
 * organisation, where the scope has no rules of its own, or where the rules in force demand more than the wider ones have shown.
 */
export const takeBackPolicy = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof takeBackPolicyInput>,
): Promise<z.infer<typeof takenBackPolicySchema>> => {
  authorise(actor, 'suppliers.manage');
  const { scope, number, note, overrideReason } = takeBackPolicyInput.parse(raw);
  const { organisationId } = actor;
  const { workflowId, taskId } = scope;
  if (workflowId === null && taskId === null) {
    throw new DomainError('not_permitted_now', 'Nothing is wider than the organisation: publish other rules instead.');
  }
  return inTransaction(app, tenant(actor), async (tx) => {
    const label = await getScopeLabel(tx, organisationId, scope);
    const [newest] = await loadVersions(tx, organisationId, scope);
    if (!newest?.rules) throw new DomainError('not_permitted_now', `${label} follows the wider rules already.`);
    if (newest.number !== number) {
      throw new DomainError('conflict', 'Somebody published other rules meanwhile. Look at them, then decide again.');
    }
    const override = await passGuard(app, tx, actor, { scope, rules: null, overrideReason });
    const taken = await insertVersion(app, tx, actor, { scope, number: number + 1, rules: null, note });
    await appendAudit(tx, actor, app.now(), {
      type: 'policy.taken-back',
      target: { id: workflowId ?? taskId ?? organisationId, label },
      payload: { number: taken.number, note, ...override },
    });
    return taken;
  });
};
