import { getPolicy, getPolicyInput, listPolicies, policyDetailSchema, policyListSchema } from '@switchyard/application';
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
