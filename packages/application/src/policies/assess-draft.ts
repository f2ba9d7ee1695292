import type { Tx } from '@switchyard/db';
import { type Actor, DomainError, type OrganisationId } from '@switchyard/domain';
import { defaultRoutingPolicy, type RoutingPolicy } from '@switchyard/routing';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import { replayDraft } from '../analysis/what-if.ts';
import { whatIfSchema } from '../analysis/what-if-view.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { loadPolicyLevels } from '../routing/load-policy.ts';
import { type AnswerComparison, answerComparisonSchema, compareAnswers } from './compare-answers.ts';
import { findDraft } from './load-versions.ts';
import { getScopeLabel, type PolicyScope, policyScopeSchema } from './policy-scope.ts';

export const assessDraftInput = z.object({
  scope: policyScopeSchema,
  /** The newest receipts that are replayed. */
  receipts: z.int().min(1).max(500).default(500),
});

export const draftAssessmentSchema = z.object({
  revision: z.int(),
  whatIf: whatIfSchema,
  /** Tasks that would go elsewhere, with what evaluated cases say of that. */
  comparisons: z.array(answerComparisonSchema),
  /** The most a task may get worse by the rules in force, as a share; null: they set no such bound. */
  worseMax: z.number().nullable(),
  /** Why it may not be published without an override; empty: it may. */
  objections: z.array(z.string()),
});
export type DraftAssessment = z.infer<typeof draftAssessmentSchema>;

/** Where the rules in force set no bound, differences are told against this one. */
const marginDefault = 0.02;

/** The strictest bound of the rules in force that the scope is under. A draft cannot lift the one it is judged by. */
export const guardOf = async (tx: Tx, organisationId: OrganisationId, scope: PolicyScope): Promise<number | null> => {
  const levels = await loadPolicyLevels(tx, organisationId, scope.workflowId, scope.taskId);
  const bounds = Object.values(levels).flatMap((level: RoutingPolicy | null) => level?.worseMax ?? []);
  return bounds.length === 0 ? null : Math.min(...bounds);
};

const points = (share: number): string => `${(share * 100).toFixed(1)} points`;

const objectionTo = (comparison: AnswerComparison, worseMax: number): string[] => {
  const { taskSlug, from, to, interval, casesToDecide, basis, cases } = comparison;
  const change = `${taskSlug === '' ? 'Calls without a task' : taskSlug}: ${from ?? 'nobody'} → ${to ?? 'nobody'}`;
  if (to === null) return [`${change}. Nobody would be left who may do it.`];
  // A call has no definition of right, a person's answer is what right means, and what nobody could do cannot get worse.
  if (taskSlug === '' || from === null || basis === 'person' || interval.low >= -worseMax) return [];
  if (basis === 'none') return [`${change} is not evaluated.`];
  const more = casesToDecide === null || casesToDecide === 0 ? '' : ` ${casesToDecide} more cases would decide.`;
  return [
    `${change} may be worse by ${points(-interval.low)} on ${cases} cases; the rules allow ${points(worseMax)}.${more}`,
  ];
};

/** What publishing these rules, or none of its own for the scope (null), would do, by past receipts and evaluated cases, in the caller's transaction. */
export const assessRules = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  {
    scope,
    rules,
    limit,
  }: { readonly scope: PolicyScope; readonly rules: RoutingPolicy | null; readonly limit: number },
): Promise<Omit<DraftAssessment, 'revision'>> => {
  const worseMax = await guardOf(tx, organisationId, scope);
  const question = { draft: rules, scope, taskSlug: undefined, cursor: undefined, limit };
  const whatIf = await replayDraft(app, tx, organisationId, question);
  const terms = { confidence: (rules ?? defaultRoutingPolicy).confidence, margin: worseMax ?? marginDefault };
  const comparisons: AnswerComparison[] = [];
  for (const change of whatIf.changes) comparisons.push(await compareAnswers(tx, organisationId, change, terms));
  const objections = worseMax === null ? [] : comparisons.flatMap((each) => objectionTo(each, worseMax));
  return { whatIf, comparisons, worseMax, objections };
};

/** How many receipts publishing looks at where the rules in force demand it. */
export const publishedReceipts = 500;

/**
 * What publishing the draft of a scope would change: past receipts decided by it, and for each task that would go elsewhere what
 * evaluated cases say. Nothing is called and nothing is written. Throws `not_permitted_now` without a draft.
 */
export const assessDraft = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof assessDraftInput>,
): Promise<DraftAssessment> => {
  authorise(actor, 'receipts.read');
  const { scope, receipts } = assessDraftInput.parse(raw);
  const { organisationId } = actor;
  return app.db.transaction(tenant(actor), async (tx) => {
    await getScopeLabel(tx, organisationId, scope);
    const draft = await findDraft(tx, organisationId, scope);
    if (!draft) throw new DomainError('not_permitted_now', 'There is no draft to look at. Change the rules first.');
    const assessed = await assessRules(app, tx, organisationId, { scope, rules: draft.rules, limit: receipts });
    return { revision: draft.revision, ...assessed };
  });
};
