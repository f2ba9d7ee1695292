import type { Actor } from '@switchyard/domain';
import { comparePolicies, defaultRoutingPolicy, describePolicy, routingPolicySchema } from '@switchyard/routing';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { loadPolicyLevels } from '../routing/load-policy.ts';
import { findDraft, loadVersions } from './load-versions.ts';
import { getScopeLabel, policyScopeSchema } from './policy-scope.ts';
import { policyDraftSchema, policyVersionSchema } from './policy-view.ts';

export const getPolicyInput = policyScopeSchema;
export const policyDetailSchema = z.object({
  label: z.string(),
  /** Newest first. */
  versions: z.array(policyVersionSchema),
  draft: policyDraftSchema.nullable(),
  /** What publishing the draft would change, in sentences. */
  draftChanges: z.array(z.string()),
  /** What a new draft starts from: the rules of the scope, else those of the wider one. */
  base: routingPolicySchema,
  /** What following the wider rules again would change, in sentences; null: there are no rules of its own to take back. */
  takeBackChanges: z.array(z.string()).nullable(),
  /** The rules in force, in sentences. */
  sentences: z.array(z.string()),
});
export type PolicyDetail = z.infer<typeof policyDetailSchema>;

/** The rules of one scope: what is in force, its history, and what a draft would change. */
export const getPolicy = async (app: App, actor: Actor, raw: z.input<typeof getPolicyInput>): Promise<PolicyDetail> => {
  authorise(actor, 'receipts.read');
  const scope = getPolicyInput.parse(raw);
  const { organisationId } = actor;
  return app.db.transaction(tenant(actor), async (tx) => {
    const label = await getScopeLabel(tx, organisationId, scope);
    const [versions, draft, levels] = await Promise.all([
      loadVersions(tx, organisationId, scope),
      findDraft(tx, organisationId, scope),
      loadPolicyLevels(tx, organisationId, scope.workflowId, scope.taskId),
    ]);
    const own = versions[0]?.rules ?? null;
    const wider = levels.organisation ?? defaultRoutingPolicy;
    const isNarrow = scope.workflowId !== null || scope.taskId !== null;
    const base = own ?? (isNarrow ? wider : defaultRoutingPolicy);
    const takeBackChanges = own !== null && isNarrow ? comparePolicies(own, wider) : null;
    const draftChanges = draft ? comparePolicies(base, draft.rules) : [];
    return { label, versions, draft, draftChanges, takeBackChanges, base, sentences: describePolicy(base) };
  });
};
