import { newId } from '@switchyard/db';
import type { EvalRunId } from '@switchyard/domain';
import { beforeEach, describe, expect, it } from 'vitest';
import { listAuditTypes } from '../../test/create-test-app.ts';
import { traceSubject } from '../analysis/trace-subject.ts';
import { createBudget, topUpBudget } from '../budgets/index.ts';
import { listReceipts } from '../receipts/index.ts';
import { updateSupplier } from '../suppliers/index.ts';
import { getTask, saveTask, tryTask } from '../tasks/index.ts';
import { labelOf, prepare, startSwap, swap, triage } from './evals.fixture.ts';
import {
  adoptCandidate,
  cancelEval,
  getEval,
  listEvalResults,
  planEval,
  rollBackCandidate,
  startEval,
  workEvals,
} from './index.ts';
import { actor, app, openModelLab, server, test } from './model-lab.fixture.ts';

openModelLab();
beforeEach(async () => {
  server.asked.length = 0;
  server.answer = (_model, text) => ({ label: labelOf(text) });
});

const workUntilDone = async () => {
  for (;;) if ((await workEvals(app)) === 0) return;
};

const rest = (id: EvalRunId) => getEval(app, actor, { evalRunId: id });

describe('swapping a model', () => {
  it('compares both on the same cases, adopts the challenger, and takes it back', async () => {
    const datasetId = await prepare(app, actor, server, 30);
    server.answer = (model, text) => ({ label: model === 'cheap' && text === 'case-4' ? 'wrong' : labelOf(text) });
    const id = await startSwap(app, actor, datasetId, { margin: 0.2 });
    await workUntilDone();
    const found = await rest(id);
    expect(found).toMatchObject({ status: 'done', progress: { total: 60, finished: 60, lost: 0, ungraded: 0 } });
    expect(found.comparison.quality).toMatchObject({ cases: 30, incumbentMean: 1, finding: 'good_enough' });
    expect(found.comparison.quality.difference).toBeCloseTo(-1 / 30, 9);
    expect(found.comparison.cost.difference).toBeLessThan(0);
    // Within what was agreed to, and every answer has its receipt.
    expect(found.comparison.costMicroUsd).toBe(30 * (1100 + 110));
    expect(found.comparison.costMicroUsd).toBeLessThanOrEqual(found.estimate.atMostMicroUsd);
    const worse = await listEvalResults(app, actor, { evalRunId: id, show: 'worse' });
    expect(worse.items).toHaveLength(1);
    expect(worse.items[0]).toMatchObject({
      input: { text: 'case-4' },
      answers: [{ score: 1 }, { output: { label: 'wrong' } }],
    });
    const { items } = await listReceipts(app, actor, { limit: 100 });
    expect(items.filter(({ origin }) => origin === 'eval')).toHaveLength(60);
    // Somebody whose data is in an uploaded case is told who was asked with it.
    const { cases } = await traceSubject(app, actor, { subjectKey: 'case-4' });
    expect(cases).toMatchObject([{ datasetId, origin: 'upload', runId: null }]);
    expect(cases[0]?.asked.map(({ ref }) => ref).toSorted()).toEqual(['lab/cheap', 'lab/dear']);
    // What was graded is evidence of the task.
    const { evidence } = await getTask(app, actor, { slug: 'triage' });
    expect(evidence).toMatchObject([
      { candidateRef: 'lab/cheap', graded: 30, succeeded: 29 },
      { candidateRef: 'lab/dear', graded: 30, succeeded: 30 },
    ]);

    expect(await adoptCandidate(app, actor, { evalRunId: id })).toEqual({ candidateRef: 'lab/cheap' });
    const done = await tryTask(app, actor, { slug: 'triage', input: { text: 'case-1' } });
    expect(done.receipt.decision.candidates.map(({ ref }) => ref)[0]).toBe('lab/cheap');
    expect(await rollBackCandidate(app, actor, { taskSlug: 'triage', candidateRef: 'lab/cheap' })).toEqual({
      candidateRef: null,
    });
    await expect(
      rollBackCandidate(app, actor, { taskSlug: 'triage', candidateRef: 'lab/cheap' }),
    ).rejects.toMatchObject({
      code: 'conflict',
    });
    const types = await listAuditTypes(app, actor.organisationId);
    expect(types.filter((type) => type.startsWith('eval.') || type.startsWith('task.supplier'))).toEqual([
      'eval.planned',
      'eval.started',
      'eval.finished',
      'task.supplier-adopted',
      'task.supplier-rolled-back',
    ]);
  });

  it('asks for a word when the cases do not speak for the challenger', async () => {
    const datasetId = await prepare(app, actor, server, 12);
    server.answer = (model, text) => ({ label: model === 'cheap' ? 'wrong' : labelOf(text) });
    const id = await startSwap(app, actor, datasetId);
    await expect(adoptCandidate(app, actor, { evalRunId: id })).rejects.toMatchObject({ code: 'not_permitted_now' });
    await workUntilDone();
    expect((await rest(id)).comparison.quality.finding).toBe('worse');
    await expect(adoptCandidate(app, actor, { evalRunId: id })).rejects.toMatchObject({
      details: { finding: 'worse' },
    });
    expect(await adoptCandidate(app, actor, { evalRunId: id, isConfirmed: true })).toEqual({
      candidateRef: 'lab/cheap',
    });
    const twice = await adoptCandidate(app, actor, { evalRunId: id, isConfirmed: true });
    expect(twice).toEqual({ candidateRef: 'lab/cheap' });
    expect(
      (await listAuditTypes(app, actor.organisationId)).filter((type) => type === 'task.supplier-adopted'),
    ).toHaveLength(1);
  });

  it('goes back one adoption at a time', async () => {
    const datasetId = await prepare(app, actor, server, 3);
    const there = await startSwap(app, actor, datasetId);
    const back = await startSwap(app, actor, datasetId, { incumbent: swap.challenger, challenger: swap.incumbent });
    await workUntilDone();
    await adoptCandidate(app, actor, { evalRunId: there, isConfirmed: true });
    await adoptCandidate(app, actor, { evalRunId: back, isConfirmed: true });
    const roll = (candidateRef: string) => rollBackCandidate(app, actor, { taskSlug: 'triage', candidateRef });
    expect(await roll('lab/dear')).toEqual({ candidateRef: 'lab/cheap' });
    expect(await roll('lab/cheap')).toEqual({ candidateRef: null });
  });

  it('compares two wordings before one is published, and keeps the draft out of the evidence', async () => {
    const datasetId = await prepare(app, actor, server, 6);
    await saveTask(app, actor, { slug: 'triage', spec: { ...triage, instructions: 'Say WRONG.' } });
    server.answer = (_model, text, prompt) => ({ label: prompt.includes('Say WRONG') ? 'wrong' : labelOf(text) });
    const wordings = {
      incumbent: { candidateRef: 'lab/cheap', wording: 'published' },
      challenger: { candidateRef: 'lab/cheap', wording: 'draft' },
    };
    const id = await startSwap(app, actor, datasetId, wordings);
    await workUntilDone();
    expect(await rest(id)).toMatchObject({
      purpose: 'regression',
      comparison: { quality: { challengerMean: 0 }, worse: 6 },
    });
    const { evidence } = await getTask(app, actor, { slug: 'triage' });
    expect(evidence).toMatchObject([{ candidateRef: 'lab/cheap', graded: 6, succeeded: 6 }]);
    await expect(adoptCandidate(app, actor, { evalRunId: id, isConfirmed: true })).rejects.toMatchObject({
      code: 'not_permitted_now',
    });
  });
});

describe('money', () => {
  it('is asked for before, and not agreed to twice', async () => {
    const datasetId = await prepare(app, actor, server, 5);
    const evalRunId = newId<EvalRunId>();
    const plans = await Promise.all([1, 2].map(() => planEval(app, actor, { evalRunId, datasetId, ...swap })));
    expect(plans[0]).toEqual(plans[1]);
    expect(server.asked).toEqual([]);
    const { estimate } = plans[0] as { estimate: { atMostMicroUsd: number; expectedMicroUsd: number } };
    expect(estimate.expectedMicroUsd).toBeGreaterThan(0);
    expect(estimate.atMostMicroUsd).toBeGreaterThan(estimate.expectedMicroUsd);
    await expect(startEval(app, actor, { evalRunId, atMostMicroUsd: 1 })).rejects.toMatchObject({ code: 'conflict' });
    const { atMostMicroUsd } = estimate;
    await Promise.all([1, 2, 3].map(() => startEval(app, actor, { evalRunId, atMostMicroUsd })));
    await Promise.all([workUntilDone(), workUntilDone(), workUntilDone()]);
    expect(server.asked).toHaveLength(10);
    expect(new Set(server.asked).size).toBe(10);
    expect((await listAuditTypes(app, actor.organisationId)).filter((type) => type === 'eval.started')).toHaveLength(1);
  });

  it('is not spent twice on a case when a worker is killed during the call', async () => {
    const datasetId = await prepare(app, actor, server, 4);
    const id = await startSwap(app, actor, datasetId);
    // The worker dies while two calls are under way: they never return to it, and it writes nothing more.
    let arrived = 0;
    server.answer = (model, text) => {
      if (model !== 'dear' && text !== 'never') return { label: labelOf(text) };
      arrived += 1;
      return arrived <= 2 ? new Promise(() => undefined) : { label: labelOf(text) };
    };
    const killed = new AbortController();
    const dying = workEvals(app, { signal: killed.signal });
    await expect.poll(() => arrived).toBe(2);
    // What the others answered is kept by then: the worker dies with the two and nothing else.
    await expect.poll(async () => (await rest(id)).progress.finished).toBe(2);
    killed.abort();
    await dying;
    const paidBefore = [...server.asked];
    expect(await rest(id)).toMatchObject({ status: 'running' });
    test.advance(61_000);
    await workUntilDone();
    const { status, progress, comparison } = await rest(id);
    expect({ status, progress }).toMatchObject({ status: 'done', progress: { finished: 8, lost: 2 } });
    expect(comparison.quality.cases).toBe(2);
    expect(server.asked.length).toBe(8);
    expect(new Set(server.asked).size).toBe(8);
    expect(server.asked.slice(0, paidBefore.length)).toEqual(paidBefore);
    // A person may decide to pay again.
    const { estimate } = await rest(id);
    await startEval(app, actor, { evalRunId: id, atMostMicroUsd: estimate.atMostMicroUsd, repeatsUnanswered: true });
    await workUntilDone();
    expect(await rest(id)).toMatchObject({
      status: 'done',
      progress: { lost: 0 },
      comparison: { quality: { cases: 4 } },
    });
    expect(server.asked).toHaveLength(10);
  });

  it('is spent on nothing more after a cancellation', async () => {
    const datasetId = await prepare(app, actor, server, 20);
    const id = await startSwap(app, actor, datasetId);
    await workEvals(app, { concurrency: 4 });
    await cancelEval(app, actor, { evalRunId: id });
    await cancelEval(app, actor, { evalRunId: id });
    await workUntilDone();
    expect(server.asked).toHaveLength(4);
    expect((await rest(id)).status).toBe('cancelled');
    const again = startEval(app, actor, { evalRunId: id, atMostMicroUsd: (await rest(id)).estimate.atMostMicroUsd });
    await expect(again).rejects.toMatchObject({ code: 'not_permitted_now' });
  });

  it('stops when nobody may be asked any more, and goes on where it was', async () => {
    const datasetId = await prepare(app, actor, server, 6);
    const id = await startSwap(app, actor, datasetId);
    await workEvals(app, { concurrency: 4 });
    await updateSupplier(app, actor, { slug: 'lab', changes: { isEnabled: false } });
    await workUntilDone();
    const stopped = await rest(id);
    expect(stopped).toMatchObject({ status: 'stopped', progress: { finished: 4 } });
    expect(stopped.stopReason).toContain('switched off');
    await updateSupplier(app, actor, { slug: 'lab', changes: { isEnabled: true } });
    await startEval(app, actor, { evalRunId: id, atMostMicroUsd: stopped.estimate.atMostMicroUsd });
    await workUntilDone();
    expect((await rest(id)).status).toBe('done');
    expect(new Set(server.asked).size).toBe(12);
    expect(server.asked).toHaveLength(12);
  });

  it('runs out: the evaluation waits with the reason, what is answered stays, and a top-up lets it go on', async () => {
    const datasetId = await prepare(app, actor, server, 6);
    const { id: budgetId } = await createBudget(app, actor, {
      spec: { name: 'Tight', scope: 'organisation', period: 'month', capMicroUsd: 8000 },
    });
    const id = await startSwap(app, actor, datasetId);
    for (let round = 0; round < 6; round += 1) await workEvals(app, { concurrency: 1 });
    await workUntilDone();
    const stopped = await rest(id);
    expect(stopped.status).toBe('stopped');
    expect(stopped.stopReason).toContain('“Tight” has run out');
    expect(stopped.comparison.costMicroUsd).toBeLessThanOrEqual(8000);
    expect(server.asked.length).toBeGreaterThan(0);
    await topUpBudget(app, actor, { id: budgetId, amountMicroUsd: 1_000_000 });
    await startEval(app, actor, { evalRunId: id, atMostMicroUsd: stopped.estimate.atMostMicroUsd });
    await workUntilDone();
    expect((await rest(id)).status).toBe('done');
    expect(new Set(server.asked).size).toBe(12);
    expect(server.asked).toHaveLength(12);
  });
});
