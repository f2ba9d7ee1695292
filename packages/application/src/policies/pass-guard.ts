import type { Tx } from '@switchyard/db';
import { type Actor, DomainError } from '@switchyard/domain';
import type { RoutingPolicy } from '@switchyard/routing';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { assessRules, guardOf, publishedReceipts } from './assess-draft.ts';
import type { PolicyScope } from './policy-scope.ts';

interface Guarded {
  readonly scope: PolicyScope;
  /** Null: the scope is to have none of its own. */
  readonly rules: RoutingPolicy | null;
  readonly overrideReason: string | undefined;
}

/** Lets rules pass that the ones in force allow, or that somebody who may lets pass for a reason, which is then recorded. */
export const passGuard = async (app: App, tx: Tx, actor: Actor, { scope, rules, overrideReason }: Guarded) => {
  const { organisationId } = actor;
  if ((await guardOf(tx, organisationId, scope)) === null) return {};
  const { objections } = await assessRules(app, tx, organisationId, { scope, rules, limit: publishedReceipts });
  const [first] = objections;
  if (first === undefined) return {};
  if (overrideReason === undefined) {
    const more = objections.length === 1 ? '' : ` and ${objections.length - 1} more`;
    throw new DomainError('not_permitted_now', `The rules in force do not allow this. ${first}${more}`, {
      details: { objections },
    });
  }
  authorise(actor, 'policies.override');
  return { override: { reason: overrideReason, findings: objections } };
};
