export { learnDueRouters } from '../routing/learn-due-routers.ts';
export { assessDraft, assessDraftInput, type DraftAssessment, draftAssessmentSchema } from './assess-draft.ts';
export type { AnswerComparison } from './compare-answers.ts';
export { getPolicy, getPolicyInput, type PolicyDetail, policyDetailSchema } from './get-policy.ts';
export { listPolicies, type PolicyListItem, policyListSchema } from './list-policies.ts';
export type { PolicyVersion } from './policy-view.ts';
export { publishedPolicySchema, publishPolicy, publishPolicyInput } from './publish-policy.ts';
export { savedPolicyDraftSchema, savePolicyDraft, savePolicyDraftInput } from './save-policy-draft.ts';
export { takeBackPolicy, takeBackPolicyInput, takenBackPolicySchema } from './take-back-policy.ts';
