import {
  addCases,
  addedCasesSchema,
  adoptedVersionSchema,
  adoptVersion,
  adoptVersionInput,
  cancelTraining,
  casePageSchema,
  classifierDetailSchema,
  eraseCases,
  eraseCasesInput,
  erasedCasesSchema,
  getClassifier,
  listCases,
  scheduledTrainingSchema,
  scheduleTraining,
  scheduleTrainingInput,
  startedTrainingSchema,
  startTraining,
} from '@switchyard/application';
import { slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { pageQuery } from './page-query.ts';
import { defineRoute } from './route.ts';

const params = z.object({ slug: slugSchema });
const write = ['workflows:write'] as const;

export const getClassifierRoute = defineRoute({
  method: 'get',
  path: '/tasks/{slug}/classifier',
  operationId: 'getClassifier',
  summary: 'Read the classifier of a task: cases per label, versions with their evaluation, training, schedule',
  scopes: ['workflows:read', 'workflows:write'],
  params,
  status: 200,
  output: classifierDetailSchema,
  handle: ({ app, actor, params: { slug } }) => getClassifier(app, actor, { slug }),
});

export const addCasesRoute = defineRoute({
  method: 'post',
  path: '/tasks/{slug}/cases',
  operationId: 'addCases',
  summary: 'Add labelled cases to a task',
  description:
    'The body is the file: CSV with columns named as the fields of the input and one with the label, or JSONL or a JSON list of the same or of `{"input": …, "expected": …}`. One case per input: a later answer corrects an earlier one. What does not fit the task is listed and left out.',
  scopes: write,
  params,
  body: 'raw',
  status: 200,
  output: addedCasesSchema,
  handle: ({ app, actor, params: { slug }, body }) =>
    addCases(app, actor, { slug }, { name: 'The file', bytes: body.bytes }),
});

export const listCasesRoute = defineRoute({
  method: 'get',
  path: '/tasks/{slug}/cases',
  operationId: 'listCases',
  summary: 'List the labelled cases of a task, newest first',
  scopes: write,
  params,
  query: pageQuery(200).extend({ cursor: z.uuid().optional(), label: z.string().max(200).optional() }),
  status: 200,
  output: casePageSchema,
  handle: ({ app, actor, params: { slug }, query }) => listCases(app, actor, { ...query, slug }),
});

export const eraseCasesRoute = defineRoute({
  method: 'post',
  path: '/tasks/{slug}/cases/erase',
  operationId: 'eraseCases',
  summary: 'Erase labelled cases for good: those named, or with null all of them',
  scopes: write,
  params,
  body: eraseCasesInput.omit({ slug: true }),
  status: 200,
  output: erasedCasesSchema,
  handle: ({ app, actor, params: { slug }, body }) => eraseCases(app, actor, { ...body, slug }),
});

export const startTrainingRoute = defineRoute({
  method: 'post',
  path: '/tasks/{slug}/classifier/train',
  operationId: 'startTraining',
  summary: 'Have a classifier trained from the labelled cases',
  description: 'A worker trains it; read the classifier to see how far it is. A second call meanwhile starts nothing.',
  scopes: write,
  params,
  status: 202,
  output: startedTrainingSchema,
  handle: ({ app, actor, params: { slug } }) => startTraining(app, actor, { slug }),
});

export const cancelTrainingRoute = defineRoute({
  method: 'post',
  path: '/tasks/{slug}/classifier/cancel',
  operationId: 'cancelTraining',
  summary: 'End the training that is under way',
  scopes: write,
  params,
  status: 200,
  output: z.object({ isCancelled: z.literal(true) }),
  handle: async ({ app, actor, params: { slug } }) => {
    await cancelTraining(app, actor, { slug });
    return { isCancelled: true as const };
  },
});

export const adoptClassifierRoute = defineRoute({
  method: 'put',
  path: '/tasks/{slug}/classifier/adopted',
  operationId: 'adoptClassifier',
  summary: 'Make a version of the classifier the one that answers; null switches it off',
  scopes: write,
  params,
  body: adoptVersionInput.omit({ slug: true }),
  status: 200,
  output: adoptedVersionSchema,
  handle: ({ app, actor, params: { slug }, body }) => adoptVersion(app, actor, { ...body, slug }),
});

export const scheduleTrainingRoute = defineRoute({
  method: 'put',
  path: '/tasks/{slug}/classifier/schedule',
  operationId: 'scheduleTraining',
  summary: 'Have the classifier trained again every so many days; null ends that',
  scopes: write,
  params,
  body: scheduleTrainingInput.omit({ slug: true }),
  status: 200,
  output: scheduledTrainingSchema,
  handle: ({ app, actor, params: { slug }, body }) => scheduleTraining(app, actor, { ...body, slug }),
});
