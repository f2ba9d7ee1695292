import {
  answeredOffersSchema,
  answerOffers,
  answerOffersInput,
  datasetDetailSchema,
  getDataset,
  listOfferedCases,
  offeredCaseListSchema,
  removeDataset,
  removedDatasetSchema,
  saveDataset,
  saveDatasetInput,
  savedDatasetSchema,
  triedGradingSchema,
  tryGrading,
  tryGradingInput,
} from '@switchyard/application';
import { datasetIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { pageQuery } from './page-query.ts';
import { defineRoute } from './route.ts';

const reading = ['workflows:read', 'workflows:write'] as const;
const byId = z.object({ id: datasetIdSchema });
const withoutId = { datasetId: true } as const;

export const getDatasetRoute = defineRoute({
  method: 'get',
  path: '/datasets/{id}',
  operationId: 'getDataset',
  summary: 'Read what a dataset judges by, and a page of its cases',
  scopes: reading,
  params: byId,
  query: pageQuery().extend({ cursor: z.uuid().optional() }),
  status: 200,
  output: datasetDetailSchema,
  handle: ({ app, actor, params, query }) => getDataset(app, actor, { ...query, datasetId: params.id }),
});

export const saveDatasetRoute = defineRoute({
  method: 'put',
  path: '/datasets/{id}',
  operationId: 'saveDataset',
  summary: 'Change what answers are judged by, and what becomes of corrections',
  description: 'Holds from the next evaluation on. `revision` is the one that the change builds upon.',
  scopes: ['workflows:write'],
  params: byId,
  body: z.strictObject(saveDatasetInput.omit(withoutId).shape),
  status: 200,
  output: savedDatasetSchema,
  handle: ({ app, actor, params, body }) => saveDataset(app, actor, { ...body, datasetId: params.id }),
});

export const tryGradingRoute = defineRoute({
  method: 'post',
  path: '/datasets/{id}/try',
  operationId: 'tryGrading',
  summary: 'Judge an answer to one case by graders that are not saved yet',
  description: 'Judges are asked only with `asksJudges`: that costs money, and leaves a receipt.',
  scopes: ['workflows:write'],
  params: byId,
  body: z.strictObject(tryGradingInput.omit(withoutId).shape),
  status: 200,
  output: triedGradingSchema,
  handle: ({ app, actor, params, body }) => tryGrading(app, actor, { ...body, datasetId: params.id }),
});

export const removeDatasetRoute = defineRoute({
  method: 'post',
  path: '/datasets/{id}/remove',
  operationId: 'removeDataset',
  summary: 'Remove a dataset with its cases, but for those that evaluations have asked about',
  scopes: ['workflows:write'],
  params: byId,
  status: 200,
  output: removedDatasetSchema,
  handle: ({ app, actor, params }) => removeDataset(app, actor, { datasetId: params.id }),
});

export const listOffersRoute = defineRoute({
  method: 'get',
  path: '/datasets/{id}/offers',
  operationId: 'listOfferedCases',
  summary: 'List corrections of people that wait to be taken into a dataset',
  scopes: reading,
  params: byId,
  status: 200,
  output: offeredCaseListSchema,
  handle: ({ app, actor, params }) => listOfferedCases(app, actor, { datasetId: params.id }),
});

export const answerOffersRoute = defineRoute({
  method: 'post',
  path: '/datasets/{id}/offers',
  operationId: 'answerOffers',
  summary: 'Take offered corrections into a dataset, or leave them',
  scopes: ['workflows:write'],
  params: byId,
  body: z.strictObject(answerOffersInput.omit(withoutId).shape),
  status: 200,
  output: answeredOffersSchema,
  handle: ({ app, actor, params, body }) => answerOffers(app, actor, { ...body, datasetId: params.id }),
});
