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
import { z } from 'zod';
import { defineRoute } from './route.ts';

export const listPoliciesRoute = defineRoute({
  method: 'get',
  path: '/policies',
  operationId: 'listPolicies',
  summary: 'List whose routing rules there are: the organisation, workflows and tasks, each with the version in force',
  scopes: ['runs:read'],
  status: 200,
  output: policyListSchema,
  handle: ({ app, actor }) => listPolicies(app, actor),
});

export const getPolicyRoute = defineRoute({
  method: 'get',
  path: '/policies/rules',
  operationId: 'getPolicy',
  summary: 'Get the routing rules of the organisation, a workflow or a task with their history and draft',
  scopes: ['runs:read'],
  query: getPolicyInput,
  status: 200,
  output: policyDetailSchema,
  handle: ({ app, actor, query }) => getPolicy(app, actor, query),
});

export const savePolicyDraftRoute = defineRoute({
  method: 'put',
  path: '/policies/rules/draft',
  operationId: 'savePolicyDraft',
  summary: 'Keep routing rules that do not hold yet',
  description:
    'Send the revision the draft builds upon, 0 for a first one. When somebody saved in between, nothing is written: 409.',
  scopes: ['suppliers:write'],
  body: z.strictObject(savePolicyDraftInput.shape),
  status: 200,
  output: savedPolicyDraftSchema,
  handle: ({ app, actor, body }) => savePolicyDraft(app, actor, body),
});

export const assessPolicyDraftRoute = defineRoute({
  method: 'post',
  path: '/policies/rules/draft/assess',
  operationId: 'assessPolicyDraft',
  summary:
    'Decide past receipts again by the draft: what would go elsewhere, cost and quality, and what forbids publishing',
  scopes: ['runs:read'],
  body: z.strictObject(assessDraftInput.shape),
  status: 200,
  output: draftAssessmentSchema,
  handle: ({ app, actor, body }) => assessDraft(app, actor, body),
});

export const publishPolicyRoute = defineRoute({
  method: 'post',
  path: '/policies/rules/publish',
  operationId: 'publishPolicy',
  summary: 'Put the draft in force as the next version of the rules',
  description:
    'To roll back, save the rules of an earlier version as a draft and publish that. 409 names what the rules in force demand and the draft has not shown; only a person who may override can go past that.',
  scopes: ['suppliers:write'],
  body: z.strictObject(publishPolicyInput.omit({ overrideReason: true }).shape),
  status: 200,
  output: publishedPolicySchema,
  handle: ({ app, actor, body }) => publishPolicy(app, actor, body),
});

export const takeBackPolicyRoute = defineRoute({
  method: 'post',
  path: '/policies/rules/take-back',
  operationId: 'takeBackPolicy',
  summary: 'Take the own rules of a workflow or a task back, so that the wider ones hold again',
  description:
    'Send the number of the version in force. It becomes a version without rules; the history and a draft stay. 409 as for publishing.',
  scopes: ['suppliers:write'],
  body: z.strictObject(takeBackPolicyInput.omit({ overrideReason: true }).shape),
  status: 200,
  output: takenBackPolicySchema,
  handle: ({ app, actor, body }) => takeBackPolicy(app, actor, body),
});

export const clearAnswersRoute = defineRoute({
  method: 'post',
  path: '/answers/clear',
  operationId: 'clearAnswers',
  summary: 'Forget all kept answers, so that every call is asked anew',
  scopes: ['suppliers:write'],
  status: 200,
  output: clearedAnswersSchema,
  handle: ({ app, actor }) => clearAnswers(app, actor),
});
