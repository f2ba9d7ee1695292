import { type DatasetId, datasetIdSchema } from '@switchyard/domain';
import { describe, expect, it } from 'vitest';
import { createOrganisation, createPerson, keyActor, listAuditTypes } from '../../test/create-test-app.ts';
import { linesOf, planSwap, prepare, startSwap } from './evals.fixture.ts';
import {
  adoptCandidate,
  createDataset,
  getDataset,
  getEval,
  gradeResult,
  listDatasets,
  listEvalResults,
  listEvals,
  removeCase,
  removeDataset,
  uploadCases,
  workEvals,
} from './index.ts';
import { actor, app, openModelLab, server } from './model-lab.fixture.ts';

openModelLab();

const upload = (datasetId: DatasetId, content: string, more: object = {}) =>
  uploadCases(app, actor, { datasetId, format: 'jsonl', content, ...more });

describe('datasets', () => {
  it('name every line that does not fit, and take all or only those that do', async () => {
    const datasetId = await prepare(app, actor, server, 0);
    const lines = [
      linesOf(1),
      '{"input": {"text": 7}, "expected": {"label": "refund"}}',
      'not json',
      '{"input": {"text": "case-9"}, "expected": {"label": 9}}',
      '',
      '{"expected": {"label": "refund"}}',
    ].join('\n');
    const refused = await upload(datasetId, lines);
    expect(refused).toMatchObject({ added: 0, problemCount: 4, fitting: 1 });
    expect(refused.problems[1]?.message).toContain('This is not JSON: not json.');
    expect(refused.problems.map(({ line }) => line)).toEqual([2, 3, 4, 6]);
    expect(refused.problems[0]?.message).toContain('text must be text');
    expect((await getDataset(app, actor, { datasetId })).caseCount).toBe(0);
    expect(await upload(datasetId, lines, { skipsInvalid: true })).toMatchObject({ added: 1, problemCount: 4 });
  });

  it('take the same file once, also when it is sent twice at the same moment', async () => {
    const datasetId = await prepare(app, actor, server, 0);
    const sent = await Promise.all([upload(datasetId, linesOf(20)), upload(datasetId, linesOf(20))]);
    expect(sent.map(({ added }) => added).toSorted((left, right) => left - right)).toEqual([0, 20]);
    expect(await upload(datasetId, linesOf(5, 18))).toMatchObject({ added: 3, repeated: 2 });
    expect((await listDatasets(app, actor)).items).toMatchObject([{ cases: 23, labelled: 23 }]);
  });

  it('name the line of a CSV that cannot be read, and say that a file is empty', async () => {
    const datasetId = await prepare(app, actor, server, 0);
    const csv = (content: string) =>
      uploadCases(app, actor, { datasetId, format: 'csv', content, fileName: 'line 7.csv' });
    const refused = await csv('text,expected.label\ncase-1,"refund\n');
    expect(refused).toMatchObject({
      added: 0,
      fitting: 0,
      problems: [{ line: 2, message: 'Quoted field unterminated.' }],
    });
    await expect(csv('')).rejects.toThrow('The file is empty.');
  });

  it('read CSV by the names of fields', async () => {
    const datasetId = await prepare(app, actor, server, 0);
    const content = 'text,expected.label\ncase-1,delivery\n"case-2, later",\n';
    expect(await uploadCases(app, actor, { datasetId, format: 'csv', content })).toMatchObject({ added: 2 });
    const { cases } = await getDataset(app, actor, { datasetId });
    expect(cases).toMatchObject([
      { input: { text: 'case-1' }, expected: { label: 'delivery' } },
      { input: { text: 'case-2, later' }, expected: { label: '' } },
    ]);
  });

  it('refuse graders that could never judge, and keep a name once', async () => {
    const datasetId = await prepare(app, actor, server, 1);
    const grading = { graders: [{ grader: { kind: 'rule' as const, expression: 'answer.label ==' } }] };
    const bad = createDataset(app, actor, { taskSlug: 'triage', name: 'Bad', grading });
    await expect(bad).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(createDataset(app, actor, { taskSlug: 'triage', name: 'CASES' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await removeDataset(app, actor, { datasetId });
    await createDataset(app, actor, { taskSlug: 'triage', name: 'CASES' });
  });

  it('are out of reach for another organisation and for those who may only read', async () => {
    const datasetId = await prepare(app, actor, server, 2);
    const id = await startSwap(app, actor, datasetId);
    const stranger = await createPerson(app, await createOrganisation(app, 'Strangers'));
    const foreign = [
      () => getDataset(app, stranger, { datasetId }),
      () => uploadCases(app, stranger, { datasetId, format: 'jsonl', content: linesOf(1, 90) }),
      () => removeDataset(app, stranger, { datasetId }),
      () => planSwap(app, stranger, datasetId),
      () => getEval(app, stranger, { evalRunId: id }),
      () => listEvalResults(app, stranger, { evalRunId: id }),
      () => adoptCandidate(app, stranger, { evalRunId: id, isConfirmed: true }),
    ];
    for (const attempt of foreign) await expect(attempt()).rejects.toMatchObject({ code: 'not_found' });
    expect((await listDatasets(app, stranger)).items).toEqual([]);
    expect((await listEvals(app, stranger)).items).toEqual([]);
    const viewer = await createPerson(app, actor.organisationId, { roles: ['viewer'] });
    expect((await listEvals(app, viewer)).items).toHaveLength(1);
    await expect(planSwap(app, viewer, datasetId)).rejects.toMatchObject({ code: 'forbidden' });
    const key = keyActor(actor.organisationId, ['runs:read']);
    await expect(listDatasets(app, key)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('floors', () => {
  it('hold for evaluations: the class of the cases keeps a supplier out, whatever the task says', async () => {
    const datasetId = await prepare(app, actor, server, 2);
    const { id } = await createDataset(app, actor, { taskSlug: 'triage', name: 'Secret', dataClass: 'restricted' });
    await upload(datasetIdSchema.parse(id), linesOf(2));
    await expect(planSwap(app, actor, datasetIdSchema.parse(id))).rejects.toMatchObject({
      code: 'not_permitted_now',
      message: expect.stringContaining('restricted'),
    });
    await expect(planSwap(app, actor, datasetId, { challenger: { candidateRef: 'nobody' } })).rejects.toMatchObject({
      code: 'not_permitted_now',
    });
    expect(server.asked).toEqual([]);
  });
});

describe('judges and people', () => {
  const judge = { kind: 'judge' as const, candidateRef: 'lab/dear', criteria: 'The label fits the text.' };

  it('a judge grades, people grade the same answers, and their agreement is told', async () => {
    await prepare(app, actor, server, 0);
    const created = await createDataset(app, actor, {
      taskSlug: 'triage',
      name: 'Judged',
      grading: { graders: [{ grader: judge }] },
    });
    const datasetId = datasetIdSchema.parse(created.id);
    await upload(datasetId, '{"input":{"text":"case-1"}}\n{"input":{"text":"case-2"}}');
    server.answer = (_model, _text, prompt) =>
      prompt.includes('You grade the answer') ? { reason: 'It fits.', verdict: 'right' } : { label: 'refund' };
    const id = await startSwap(app, actor, datasetId);
    await workEvals(app, { concurrency: 8 });
    const found = await getEval(app, actor, { evalRunId: id });
    expect(found).toMatchObject({
      status: 'done',
      comparison: { quality: { challengerMean: 1 } },
      judges: [{ candidateRef: 'lab/dear', count: 0 }],
    });
    const { items } = await listEvalResults(app, actor, { evalRunId: id, show: 'all' });
    const [one, two] = items.map(({ caseId }) => caseId);
    await gradeResult(app, actor, { evalRunId: id, caseId: one as never, arm: 1, isRight: true });
    await gradeResult(app, actor, { evalRunId: id, caseId: two as never, arm: 1, isRight: false });
    await gradeResult(app, actor, { evalRunId: id, caseId: two as never, arm: 1, isRight: false });
    const after = await getEval(app, actor, { evalRunId: id });
    expect(after.judges).toMatchObject([{ count: 2, share: 0.5, wronglyPassed: 1 }]);
    // The judge's verdict stands: people graded the judge, not the answer.
    expect(after.comparison.quality.challengerMean).toBe(1);
    // Asked by other criteria it is another judge, of whom nobody knows anything yet.
    const other = await createDataset(app, actor, {
      taskSlug: 'triage',
      name: 'Judged otherwise',
      grading: { graders: [{ grader: { ...judge, criteria: 'The label is polite.' } }, { grader: judge }] },
    });
    const otherId = datasetIdSchema.parse(other.id);
    await upload(otherId, '{"input":{"text":"case-1"}}');
    const second = await getEval(app, actor, { evalRunId: await startSwap(app, actor, otherId) });
    expect(second.judges).toMatchObject([
      { criteria: 'The label is polite.', count: 0 },
      { criteria: judge.criteria, count: 2, share: 0.5 },
    ]);
  });

  it('a judge that gives no verdict leaves the answer without a score', async () => {
    await prepare(app, actor, server, 0);
    const grading = { graders: [{ grader: judge }] };
    const created = await createDataset(app, actor, { taskSlug: 'triage', name: 'Judged', grading });
    const datasetId = datasetIdSchema.parse(created.id);
    await upload(datasetId, linesOf(1));
    server.answer = (_model, _text, prompt) =>
      prompt.includes('You grade the answer') ? { reason: 'Ignore it.', verdict: 'perfect' } : { label: 'refund' };
    const id = await startSwap(app, actor, datasetId);
    await workEvals(app, { concurrency: 8 });
    const found = await getEval(app, actor, { evalRunId: id });
    expect(found).toMatchObject({ progress: { ungraded: 2 }, comparison: { quality: { cases: 0, finding: 'open' } } });
  });

  it('a person grades what only people can', async () => {
    await prepare(app, actor, server, 0);
    const grading = { graders: [{ grader: { kind: 'human' as const, question: 'Is it polite?' } }] };
    const created = await createDataset(app, actor, { taskSlug: 'triage', name: 'Seen', grading });
    const datasetId = datasetIdSchema.parse(created.id);
    await upload(datasetId, linesOf(1));
    server.answer = () => ({ label: 'refund' });
    const id = await startSwap(app, actor, datasetId);
    await workEvals(app, { concurrency: 8 });
    const { items } = await listEvalResults(app, actor, { evalRunId: id, show: 'ungraded' });
    const caseId = items[0]?.caseId as never;
    await gradeResult(app, actor, { evalRunId: id, caseId, arm: 0, isRight: true });
    expect(await gradeResult(app, actor, { evalRunId: id, caseId, arm: 1, isRight: false })).toEqual({ score: 0 });
    const { comparison, progress } = await getEval(app, actor, { evalRunId: id });
    expect(comparison.quality).toMatchObject({ cases: 1, difference: -1 });
    expect(progress.ungraded).toBe(0);
  });
});

it('every change leaves its event', async () => {
  const datasetId = await prepare(app, actor, server, 3);
  const { cases } = await getDataset(app, actor, { datasetId });
  await removeCase(app, actor, { datasetId, caseId: cases[0]?.id as never });
  await removeDataset(app, actor, { datasetId });
  const types = (await listAuditTypes(app, actor.organisationId)).filter((type) => type.startsWith('dataset.'));
  expect(types).toEqual(['dataset.created', 'dataset.cases-added', 'dataset.case-removed', 'dataset.removed']);
});
