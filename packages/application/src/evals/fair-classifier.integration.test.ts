import { newId } from '@switchyard/db';
import { type DatasetId, datasetIdSchema, type EvalRunId, taskSpecSchema, type UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import type { App } from '../app.ts';
import { addCases, startTraining, trainNext } from '../classifiers/index.ts';
import { createSupplier } from '../suppliers/index.ts';
import { createTask, publishTask } from '../tasks/index.ts';
import { collectCases, createDataset, getEval, planEval, startEval, uploadCases, workEvals } from './index.ts';

let test: TestApp;
let app: App;
let actor: UserActor;
let datasetId: DatasetId;

const topics = ['card', 'refund'] as const;
const textOf = (index: number) => `${index % 2 === 0 ? 'where is my card' : 'give the money back'} number ${index}`;
const labelOf = (index: number) => topics[index % 2] ?? 'card';

const spec = taskSpecSchema.parse({
  slug: 'triage',
  name: 'Triage',
  instructions: 'Say what it is about.',
  input: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } },
  output: { type: 'object', required: ['topic'], properties: { topic: { type: 'string', enum: [...topics] } } },
  dataClass: 'internal',
  qualityTarget: 0.8,
  rules: [{ when: 'true', output: { topic: '"card"' } }],
});

const csv = (count: number) =>
  ['text,topic', ...Array.from({ length: count }, (_, at) => `${textOf(at)},${labelOf(at)}`)].join('\n');
const train = async (count: number) => {
  const bytes = new TextEncoder().encode(csv(count));
  await addCases(app, actor, { slug: 'triage' }, { name: 'cases', bytes });
  await startTraining(app, actor, { slug: 'triage' });
  await trainNext(app, { stopping: new AbortController().signal });
};
const upload = (indices: readonly number[]) =>
  uploadCases(app, actor, {
    datasetId,
    format: 'jsonl',
    content: indices
      .map((at) => JSON.stringify({ input: { text: textOf(at) }, expected: { topic: labelOf(at) } }))
      .join('\n'),
  });
const plan = (evalRunId: EvalRunId, incumbent: string | null) =>
  planEval(app, actor, {
    ...{ evalRunId, datasetId },
    incumbent: { candidateRef: incumbent },
    challenger: { candidateRef: 'rules' },
  });

beforeAll(async () => {
  test = await createTestApp();
  app = test.app;
});
afterAll(() => test.close());
beforeEach(async () => {
  actor = await createPerson(app, await createOrganisation(app));
  await createTask(app, actor, { spec });
  await publishTask(app, actor, { slug: 'triage' });
  const supplier = { dataClassMax: 'restricted' as const };
  await createSupplier(app, actor, { slug: 'learned', name: 'Learned', kind: 'classifier', ...supplier });
  await createSupplier(app, actor, { slug: 'rules', name: 'Rules', kind: 'rules', ...supplier });
  const { id } = await createDataset(app, actor, { taskSlug: 'triage', name: 'Messages' });
  datasetId = datasetIdSchema.parse(id);
  await train(60);
});

it('a classifier is asked no case that it learned from, and refused where none is left', async () => {
  await collectCases(app, actor, { datasetId, from: 'labelled' });
  await expect(plan(newId<EvalRunId>(), 'learned')).rejects.toThrow(/learned from every case .* Add cases/);
  await expect(plan(newId<EvalRunId>(), null)).rejects.toMatchObject({ code: 'not_permitted_now' });
  await upload([100, 101, 102, 103]);
  const evalRunId = newId<EvalRunId>();
  const planned = await plan(evalRunId, 'learned');
  expect(planned).toMatchObject({ caseCount: 4, leftOut: 60 });
  await startEval(app, actor, { evalRunId, atMostMicroUsd: planned.estimate.atMostMicroUsd });
  while ((await workEvals(app)) > 0);
  expect(await getEval(app, actor, { evalRunId })).toMatchObject({ status: 'done', caseCount: 4, leftOut: 60 });
});

it('another version that was adopted since does not answer cases that it may have learned from', async () => {
  await upload([100, 101, 102, 103]);
  const evalRunId = newId<EvalRunId>();
  const planned = await plan(evalRunId, 'learned');
  await startEval(app, actor, { evalRunId, atMostMicroUsd: planned.estimate.atMostMicroUsd });
  await train(110);
  await workEvals(app);
  const { status, stopReason, progress } = await getEval(app, actor, { evalRunId });
  expect(status).toBe('stopped');
  expect(stopReason).toContain('Another version of the classifier');
  expect(progress.finished).toBeLessThanOrEqual(4);
});

it('candidates that learn nothing are compared on every case', async () => {
  await collectCases(app, actor, { datasetId, from: 'labelled' });
  await createSupplier(app, actor, {
    ...{ slug: 'other-rules', name: 'Other', kind: 'rules' as const, dataClassMax: 'restricted' as const },
  });
  const planned = await planEval(app, actor, {
    ...{ evalRunId: newId<EvalRunId>(), datasetId },
    incumbent: { candidateRef: 'rules' },
    challenger: { candidateRef: 'other-rules' },
  });
  expect(planned).toMatchObject({ caseCount: 60, leftOut: 0 });
});
