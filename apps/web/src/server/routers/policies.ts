import {
  assessDraft,
  assessDraftInput,
  clearAnswers,
  clearedAnswersSchema,
  draftAssessmentSchema,
  getPolicy,
  getPolicyInput,
  listPolicies,
  policyDetailSchema,
  policyListSchema,
  publishedPolicySchema,
  publishPolicy,
  publishPolicyInput,
  savedPolicyDraftSchema,
  savePolicyDraft,
  savePolicyDraftInput,
  takeBackPolicy,
  takeBackPolicyInput,
  takenBackPolicySchema,
} from '@switchyard/application';
import { procedure, router } from '../trpc.ts';

export const policiesRouter = router({
  list: procedure.output(policyListSchema).query(({ ctx }) => listPolicies(ctx.app, ctx.actor)),
  get: procedure
    .input(getPolicyInput)
    .output(policyDetailSchema)
    .query(({ ctx, input }) => getPolicy(ctx.app, ctx.actor, input)),
  assess: procedure
    .input(assessDraftInput)
    .output(draftAssessmentSchema)
    .query(({ ctx, input }) => assessDraft(ctx.app, ctx.actor, input)),
  saveDraft: procedure
    .input(savePolicyDraftInput)
    .output(savedPolicyDraftSchema)
    .mutation(({ ctx, input }) => savePolicyDraft(ctx.app, ctx.actor, input)),
  forgetAnswers: procedure.output(clearedAnswersSchema).mutation(({ ctx }) => clearAnswers(ctx.app, ctx.actor)),
  publish: procedure
    .input(publishPolicyInput)
    .output(publishedPolicySchema)
    .mutation(({ ctx, input }) => publishPolicy(ctx.app, ctx.actor, input)),
  takeBack: procedure
    .input(takeBackPolicyInput)
    .output(takenBackPolicySchema)
    .mutation(({ ctx, input }) => takeBackPolicy(ctx.app, ctx.actor, input)),
});
