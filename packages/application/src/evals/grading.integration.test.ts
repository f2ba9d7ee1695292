import type { DatasetId } from '@switchyard/domain';
import { beforeEach, expect, it } from 'vitest';
import { createOrganisation, createPerson } from '../../test/create-test-app.ts';
import { listReceipts } from '../receipts/index.ts';
import { registerSource } from '../sources/index.ts';
import { prepare, startSwap } from './evals.fixture.ts';
import { getDataset, getEval, removeDataset, saveDataset, tryGrading, workEvals } from './index.ts';
import { actor, app, openModelLab, server } from './model-lab.fixture.ts';

let datasetId: DatasetId;

openModelLab();
beforeEach(async () => {
  datasetId = await prepare(app, actor, server, 3);
});

const rule = { grader: { kind: 'rule' as const, expression: 'output.label == expected.label' } };
const judge = { grader: { kind: 'judge' as const, candidateRef: 'lab/dear', criteria: 'It fits.' }, weight: 3 };
const save = (graders: readonly object[], revision = 1, intake: 'offer' | 'add' | 'none' = 'offer') =>
  saveDataset(app, actor, { datasetId, revision, intake, grading: { graders: [...graders] as never, passAt: 0.5 } });

it('is changed by one of two people at a time, and never to what could not judge', async () => {
  const saving = await Promise.allSettled([save([rule]), save([rule, judge])]);
  expect(saving.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(await getDataset(app, actor, { datasetId })).toMatchObject({ revision: 2 });
  await expect(save([rule], 1)).rejects.toMatchObject({ code: 'conflict' });
  const never = { grader: { kind: 'rule', expression: 'secrets.key' } };
  await expect(save([never], 2)).rejects.toThrow('Grader 1 (rule)');
  const half = { grader: { kind: 'source', field: 'label', source: 'labels', column: 'Name', keyField: 'label' } };
  await expect(save([half], 2)).rejects.toThrow('Grader 1 (source)');
  const stranger = await createPerson(app, await createOrganisation(app, 'Strangers'));
  const taking = { datasetId, revision: 2, intake: 'none' as const, grading: { graders: [rule] } };
  await expect(saveDataset(app, stranger, taking)).rejects.toMatchObject({ code: 'not_found' });
});

it('is tried on a case before it is saved; a judge is asked only by whoever agrees to pay', async () => {
  const { cases } = await getDataset(app, actor, { datasetId });
  const [first] = cases;
  const trying = { datasetId, caseId: first?.id as never, grading: { graders: [rule, judge], passAt: 0.5 } };
  const free = await tryGrading(app, actor, { ...trying, output: first?.expected ?? null });
  expect(free).toMatchObject({ score: null, costMicroUsd: 0, grades: [{ score: 1 }, { score: null }] });
  expect(server.asked).toEqual([]);
  server.answer = () => ({ reason: 'It fits.', verdict: 'partly' });
  const asked = await tryGrading(app, actor, { ...trying, output: { label: 'wrong' }, asksJudges: true });
  expect(asked).toMatchObject({ score: 0.375, isPassed: false, grades: [{ score: 0 }, { score: 0.5 }] });
  expect(asked.costMicroUsd).toBeGreaterThan(0);
  expect((await listReceipts(app, actor, { limit: 10 })).items).toMatchObject([{ origin: 'eval' }]);
  expect((await getDataset(app, actor, { datasetId })).revision).toBe(1);
});

it('compares with a source of truth, and with a schema that asks for more', async () => {
  await registerSource(
    app,
    actor,
    {
      spec: {
        ...{ slug: 'labels', name: 'Labels', authority: 'authoritative', dataClass: 'internal' },
        config: { kind: 'upload', format: 'csv' },
      },
    },
    { name: 'labels.csv', bytes: new TextEncoder().encode('Name\nrefund\n') },
  );
  const { cases } = await getDataset(app, actor, { datasetId });
  const graders = [
    { grader: { kind: 'source' as const, field: 'label', source: 'labels', column: 'Name' } },
    {
      grader: {
        kind: 'schema' as const,
        schema: { type: 'object' as const, properties: { label: { type: 'string' as const, enum: ['refund'] } } },
      },
    },
  ];
  const trying = { datasetId, caseId: cases[0]?.id as never, grading: { graders } };
  const scoreOf = async (label: string) => (await tryGrading(app, actor, { ...trying, output: { label } })).grades;
  expect((await scoreOf('refund')).map(({ score }) => score)).toEqual([1, 1]);
  const wrong = await scoreOf('weather');
  expect(wrong.map(({ score }) => score)).toEqual([0, 0]);
  expect(wrong[0]?.explanation).toContain('does not stand in Name of labels');
});

it('leaves with its cases when it is removed, but for those that an evaluation asked about', async () => {
  const id = await startSwap(app, actor, datasetId, { caseMax: 1 });
  server.answer = () => ({ label: 'refund' });
  await workEvals(app, { concurrency: 8 });
  expect(await removeDataset(app, actor, { datasetId })).toEqual({ erased: 2, kept: 1 });
  expect((await getEval(app, actor, { evalRunId: id })).progress.finished).toBe(2);
  await expect(getDataset(app, actor, { datasetId })).rejects.toMatchObject({ code: 'not_found' });
});
