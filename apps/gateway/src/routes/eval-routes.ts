import {
  adoptCandidate,
  adoptCandidateInput,
  cancelEval,
  createDataset,
  createDatasetInput,
  createdDatasetSchema,
  datasetPageSchema,
  evalDetailSchema,
  evalPageSchema,
  getEval,
  listDatasets,
  listEvals,
  listWatches,
  pinSchema,
  planEval,
  planEvalInput,
  plannedEvalSchema,
  savedWatchSchema,
  setWatch,
  setWatchInput,
  startEval,
  startEvalInput,
  startedEvalSchema,
  uploadCases,
  uploadCasesInput,
  uploadedCasesSchema,
  watchListSchema,
} from '@switchyard/application';
import { datasetIdSchema, evalRunIdSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { pageQuery } from './page-query.ts';
import { defineRoute } from './route.ts';

const reading = ['workflows:read', 'workflows:write'] as const;
const paged = pageQuery().extend({ cursor: z.uuid().optional(), taskSlug: slugSchema.optional() });
const byId = z.object({ id: evalRunIdSchema });

export const listDatasetsRoute = defineRoute({
  method: 'get',
  path: '/datasets',
  operationId: 'listDatasets',
  summary: 'List the datasets that candidates are compared on',
  scopes: reading,
  query: paged,
  status: 200,
  output: datasetPageSchema,
  handle: ({ app, actor, query }) => listDatasets(app, actor, query),
});

export const createDatasetRoute = defineRoute({
  method: 'post',
  path: '/datasets',
  operationId: 'createDataset',
  summary: 'Create a dataset of a task, and say what answers are judged by',
  scopes: ['workflows:write'],
  body: z.strictObject(createDatasetInput.shape),
  status: 200,
  output: createdDatasetSchema,
  handle: ({ app, actor, body }) => createDataset(app, actor, body),
});

export const uploadCasesRoute = defineRoute({
  method: 'post',
  path: '/datasets/{id}/cases',
  operationId: 'uploadCases',
  summary: 'Add cases as CSV or JSON Lines',
  description: 'Every line is checked against the schemas of the task; problems come back with their lines.',
  scopes: ['workflows:write'],
  params: z.object({ id: datasetIdSchema }),
  body: z.strictObject(uploadCasesInput.omit({ datasetId: true }).shape),
  status: 200,
  output: uploadedCasesSchema,
  handle: ({ app, actor, params, body }) => uploadCases(app, actor, { ...body, datasetId: params.id }),
});

export const listEvalsRoute = defineRoute({
  method: 'get',
  path: '/evals',
  operationId: 'listEvals',
  summary: 'List evaluations, newest first',
  scopes: reading,
  query: paged,
  status: 200,
  output: evalPageSchema,
  handle: ({ app, actor, query }) => listEvals(app, actor, query),
});

export const planEvalRoute = defineRoute({
  method: 'post',
  path: '/evals',
  operationId: 'planEval',
  summary: 'Plan the comparison of two candidates, or of two wordings of a task, and learn what it will cost',
  description:
    'Nothing is asked of any supplier. `evalRunId` is chosen by the caller: planning twice with one id plans once.',
  scopes: ['workflows:write'],
  body: z.strictObject(planEvalInput.shape),
  status: 200,
  output: plannedEvalSchema,
  handle: ({ app, actor, body }) => planEval(app, actor, body),
});

export const getEvalRoute = defineRoute({
  method: 'get',
  path: '/evals/{id}',
  operationId: 'getEval',
  summary: 'Read how far an evaluation is, and what its cases say',
  scopes: reading,
  params: byId,
  status: 200,
  output: evalDetailSchema,
  handle: ({ app, actor, params }) => getEval(app, actor, { evalRunId: params.id }),
});

export const startEvalRoute = defineRoute({
  method: 'post',
  path: '/evals/{id}/start',
  operationId: 'startEval',
  summary: 'Agree to the cost and start, or go on after a stop',
  scopes: ['workflows:write'],
  params: byId,
  body: z.strictObject(startEvalInput.omit({ evalRunId: true }).shape),
  status: 202,
  output: startedEvalSchema,
  handle: ({ app, actor, params, body }) => startEval(app, actor, { ...body, evalRunId: params.id }),
});

export const cancelEvalRoute = defineRoute({
  method: 'post',
  path: '/evals/{id}/cancel',
  operationId: 'cancelEval',
  summary: 'Ask nobody anything more; what is under way is finished and counted',
  scopes: ['workflows:write'],
  params: byId,
  status: 200,
  output: byId,
  handle: async ({ app, actor, params }) => {
    await cancelEval(app, actor, { evalRunId: params.id });
    return params;
  },
});

export const adoptCandidateRoute = defineRoute({
  method: 'post',
  path: '/evals/{id}/adopt',
  operationId: 'adoptCandidate',
  summary: 'Give the task to the challenger of a finished comparison',
  scopes: ['workflows:write'],
  params: byId,
  body: z.strictObject(adoptCandidateInput.omit({ evalRunId: true }).shape),
  status: 200,
  output: pinSchema,
  handle: ({ app, actor, params, body }) => adoptCandidate(app, actor, { ...body, evalRunId: params.id }),
});

export const listWatchesRoute = defineRoute({
  method: 'get',
  path: '/watches',
  operationId: 'listWatches',
  summary: 'List the tasks whose answers are looked at again in production, and what was found',
  scopes: reading,
  status: 200,
  output: watchListSchema,
  handle: ({ app, actor }) => listWatches(app, actor),
});

export const setWatchRoute = defineRoute({
  method: 'put',
  path: '/tasks/{slug}/watch',
  operationId: 'setWatch',
  summary: 'Set what share of a task is graded again, and answered by another candidate in the shadow',
  description: 'Both happen afterwards and delay no step. With `revision` 0 nothing may be watched yet.',
  scopes: ['workflows:write'],
  params: z.object({ slug: slugSchema }),
  body: z.strictObject(setWatchInput.omit({ taskSlug: true }).shape),
  status: 200,
  output: savedWatchSchema,
  handle: ({ app, actor, params, body }) => setWatch(app, actor, { ...body, taskSlug: params.slug }),
});
