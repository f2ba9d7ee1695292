import type { OrganisationId, UserActor } from '@switchyard/domain';
import { taskSpecSchema } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { getReceipt } from '../receipts/index.ts';
import { createSupplier } from '../suppliers/index.ts';
import { createTask, publishTask, saveTask, tryTask } from '../tasks/index.ts';
import { claimTraining, renewTraining, trainingLeaseMs } from './claim-training.ts';
import {
  addCases,
  adoptVersion,
  cancelTraining,
  eraseCases,
  getClassifier,
  listCases,
  scheduleTraining,
  startDueTrainings,
  startTraining,
  trainNext,
} from './index.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let ana: UserActor;

beforeAll(async () => {
  fixture = await createTestApp();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  organisationId = await createOrganisation(fixture.app);
  ana = await createPerson(fixture.app, organisationId);
  await createTask(fixture.app, ana, { spec });
  await publishTask(fixture.app, ana, { slug: 'triage' });
});

const spec = taskSpecSchema.parse({
  slug: 'triage',
  name: 'Triage',
  instructions: 'Say what it is about.',
  input: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } },
  output: {
    type: 'object',
    required: ['topic'],
    properties: { topic: { type: 'string', enum: ['card', 'refund', 'transfer'] } },
  },
  dataClass: 'confidential',
  qualityTarget: 0.9,
});

const words = {
  card: ['my card', 'the plastic', 'a new pin', 'the chip'],
  refund: ['my refund', 'the money back', 'a cancelled order', 'a returned item'],
  transfer: ['my transfer', 'the iban', 'a payee', 'the wire'],
};
const questions = ['where is', 'please help with', 'i have a problem with', 'how long for', 'tell me about'];

/** Lines of CSV about three topics; those whose topic is in `mislabelled` get another label. */
const csv = (count: number, from = 0, mislabelled = 0): string => {
  const lines = Array.from({ length: count }, (_, at) => {
    const each = at + from;
    const topics = Object.entries(words);
    const [topic, nouns] = topics[each % 3] ?? ['card', []];
    const label = at < mislabelled ? topics[(each + 1) % 3]?.[0] : topic;
    const noun = nouns[Math.floor(each / 3) % 4];
    return `${questions[Math.floor(each / 12) % 5]} ${noun} ${Math.floor(each / 60)},${label}`;
  });
  return ['text,topic', ...lines].join('\n');
};

const slug = 'triage';
const file = (content: string) => ({ name: 'cases', bytes: new TextEncoder().encode(content) });
const add = (content: string) => addCases(fixture.app, ana, { slug }, file(content));
const train = async () => {
  await startTraining(fixture.app, ana, { slug });
  await trainNext(fixture.app, { stopping: new AbortController().signal });
  return getClassifier(fixture.app, ana, { slug });
};
const addClassifier = () =>
  createSupplier(fixture.app, ana, {
    slug: 'learned',
    name: 'Learned',
    kind: 'classifier',
    dataClassMax: 'restricted',
  });
const ask = async (text: string) => {
  const tried = await tryTask(fixture.app, ana, { slug, input: { text } });
  return { ...tried, stored: await getReceipt(fixture.app, ana, { receiptId: tried.receiptId }) };
};

describe('labelled cases', () => {
  test('are kept once per input, corrected by a later answer, and what does not fit is listed', async () => {
    const first = await add('text,topic\nwhere is my card,card\nmoney back,refund\nnonsense,weather\n');
    expect(first).toMatchObject({ added: 2, corrected: 0, unchanged: 0, rejectedCount: 1 });
    expect(first.rejected[0]?.reason).toContain('must be one of card, refund, transfer');
    const jsonl = [
      '{"input":{"text":"money back"},"expected":{"topic":"transfer"}}',
      '{"text":"where is my card","label":"card"}',
    ];
    expect(await add(jsonl.join('\n'))).toMatchObject({ added: 0, corrected: 1, unchanged: 1 });
    const { items } = await listCases(fixture.app, ana, { slug, label: 'transfer' });
    expect(items).toMatchObject([{ input: { text: 'money back' }, label: 'transfer', source: 'upload' }]);
  });

  test('are erased for good, and nothing of another organisation', async () => {
    await add(csv(6));
    const { items } = await listCases(fixture.app, ana, { slug });
    const foreign = await createPerson(fixture.app, await createOrganisation(fixture.app));
    await createTask(fixture.app, foreign, { spec });
    const ids = items.map(({ id }) => id);
    expect(await eraseCases(fixture.app, foreign, { slug, ids })).toEqual({ erased: 0 });
    expect((await listCases(fixture.app, foreign, { slug })).items).toEqual([]);
    expect(await eraseCases(fixture.app, ana, { slug, ids: ids.slice(0, 2) })).toEqual({ erased: 2 });
    expect(await eraseCases(fixture.app, ana, { slug, ids: null })).toEqual({ erased: 4 });
    expect((await getClassifier(fixture.app, ana, { slug })).caseCount).toBe(0);
  });

  test('are not shown to those who only read tasks', async () => {
    const viewer = await createPerson(fixture.app, organisationId, { roles: ['viewer'] });
    await expect(listCases(fixture.app, viewer, { slug })).rejects.toMatchObject({ code: 'forbidden' });
    expect((await getClassifier(fixture.app, viewer, { slug })).obstacle).toContain('at least 20 are needed');
  });
});

describe('a trained classifier', () => {
  test('is adopted as the first, answers at no cost with its verdict in the receipt, and declines what it does not know', async () => {
    await addClassifier();
    await add(csv(240));
    const { versions, adoptedNumber, training } = await train();
    expect(training?.status).toBe('completed');
    expect(adoptedNumber).toBe(1);
    expect(versions[0]?.evaluation.accuracy).toBeGreaterThan(0.95);
    expect(versions[0]?.evaluation.dataDigest).toMatch(/^[0-9a-f]{64}$/);

    const known = await ask('please help with my card 1');
    expect(known.output).toEqual({ topic: 'card' });
    expect(known.receipt.costMicroUsd).toBe(0);
    const [attempt] = known.stored.receipt.attempts;
    expect(attempt).toMatchObject({ candidateRef: 'learned', outcome: 'accepted', answeredByModel: 'v1' });
    expect(attempt?.classification).toEqual(known.receipt.attempts[0]?.classification);
    expect(attempt?.classification?.probability).toBeGreaterThanOrEqual(attempt?.classification?.threshold ?? 1);
    expect(known.receipt.decision.candidates[0]).toMatchObject({
      ref: 'learned',
      evidenceCount: versions[0]?.evaluation.answered,
    });

    const strange = await ask('Quelle heure est-il à Montréal, s’il vous plaît ?');
    expect(strange.output).toBeNull();
    expect(strange.receipt.attempts[0]).toMatchObject({ outcome: 'declined', candidateRef: 'learned' });
    expect(strange.receipt.attempts[0]?.error).toContain('has learned nothing like this input');
  });

  test('leaves what it declines to the next candidate', async () => {
    await addClassifier();
    await createSupplier(fixture.app, ana, {
      slug: 'people',
      name: 'People',
      kind: 'human',
      dataClassMax: 'restricted',
      human: { microUsdPerMinute: 500_000, minutesPerTask: 2, roles: ['operator'] },
    });
    await add(csv(240));
    await train();
    const { receipt } = await ask('Quelle heure est-il à Montréal ?');
    expect(receipt.attempts.map(({ candidateRef, outcome }) => `${candidateRef} ${outcome}`)).toEqual([
      'learned declined',
      'people handed_to_person',
    ]);
  });

  test('is no candidate for a task it has not learned, and may not see data above its class', async () => {
    await addClassifier();
    const before = await ask('where is my card');
    expect(before.receipt.decision.excluded[0]).toMatchObject({ reason: 'nothing_applies' });
    await add(csv(240));
    await train();
    await createSupplier(fixture.app, ana, { slug: 'low', name: 'Low', kind: 'classifier', dataClassMax: 'internal' });
    const after = await ask('where is my card 0');
    expect(after.receipt.decision.excluded[0]).toMatchObject({ reason: 'data_class_too_high' });
  });

  test('with the same cases is not worse and takes over; one that is worse stays a candidate, with the figures', async () => {
    await add(csv(240));
    await train();
    const again = await train();
    expect(again.adoptedNumber).toBe(2);
    expect(again.versions[0]?.comparison).toMatchObject({ cases: 240, against: 1, isWorse: false });
    // The same wordings again, with other labels: what was right before can no longer be told.
    await add(
      csv(240, 0, 240)
        .replaceAll(/^(.*),(\w+)$/gm, '$1!,$2')
        .replace('text!,topic', 'text,topic'),
    );
    const worse = await train();
    expect(worse.versions[0]).toMatchObject({ number: 3, isAdopted: false });
    expect(worse.versions[0]?.reason).toMatch(/it is worse|answer nothing/);
    expect(worse.adoptedNumber).toBe(2);
  });

  test('goes back to an earlier version, and off, with every change recorded', async () => {
    await addClassifier();
    await add(csv(240));
    await train();
    await train();
    await adoptVersion(fixture.app, ana, { slug, number: 1 });
    await adoptVersion(fixture.app, ana, { slug, number: 1 });
    expect((await ask('where is my card 0')).receipt.attempts[0]?.classification?.version).toBe(1);
    await adoptVersion(fixture.app, ana, { slug, number: null });
    expect((await ask('where is my card 0')).receipt.decision.candidates).toEqual([]);
    await expect(adoptVersion(fixture.app, ana, { slug, number: 9 })).rejects.toMatchObject({ code: 'not_found' });
    const types = await listAuditTypes(fixture.app, organisationId);
    expect(types.filter((type) => type.startsWith('classifier.'))).toEqual([
      'classifier.cases-added',
      'classifier.training-requested',
      'classifier.trained',
      'classifier.training-requested',
      'classifier.trained',
      'classifier.adopted',
      'classifier.switched-off',
    ]);
  });
});

describe('a training', () => {
  test('is started once by any number of clicks, and refused while there is nothing to learn from', async () => {
    await expect(startTraining(fixture.app, ana, { slug })).rejects.toMatchObject({ code: 'not_permitted_now' });
    await add(csv(60));
    const clicks = await Promise.all(Array.from({ length: 8 }, () => startTraining(fixture.app, ana, { slug })));
    expect(new Set(clicks.map(({ trainingId }) => trainingId)).size).toBe(1);
    expect(clicks.filter(({ isNew }) => isNew)).toHaveLength(1);
    await cancelTraining(fixture.app, ana, { slug });
  });

  test('whose worker was killed is taken up by the next one, and what the dead one would write counts nothing', async () => {
    await add(csv(60));
    await startTraining(fixture.app, ana, { slug });
    const dead = await claimTraining(fixture.app);
    expect(await claimTraining(fixture.app)).toBeNull();
    fixture.advance(trainingLeaseMs + 1);
    await trainNext(fixture.app, { stopping: new AbortController().signal });
    const { training, versions } = await getClassifier(fixture.app, ana, { slug });
    expect(training?.status).toBe('completed');
    expect(versions.map(({ number }) => number)).toEqual([1]);
    expect(dead && (await renewTraining(fixture.app, dead, 0.5))).toBe(false);
  });

  test('that ends three workers is failed and says so', async () => {
    await add(csv(60));
    await startTraining(fixture.app, ana, { slug });
    for (let crash = 0; crash < 4; crash += 1) {
      await claimTraining(fixture.app);
      fixture.advance(trainingLeaseMs + 1);
    }
    const { training } = await getClassifier(fixture.app, ana, { slug });
    expect(training).toMatchObject({ status: 'failed', error: expect.stringContaining('3 times') });
  });

  test('is handed back by a worker that stops, and done by the next', async () => {
    await add(csv(60));
    await startTraining(fixture.app, ana, { slug });
    const stopping = new AbortController();
    const stopped = trainNext(fixture.app, { stopping: stopping.signal });
    stopping.abort();
    await stopped;
    expect((await getClassifier(fixture.app, ana, { slug })).training?.status).toBe('queued');
    await trainNext(fixture.app, { stopping: new AbortController().signal });
    expect((await getClassifier(fixture.app, ana, { slug })).adoptedNumber).toBe(1);
  });

  test('that a person cancels makes no version, also when its thread was almost done', async () => {
    await add(csv(240));
    await startTraining(fixture.app, ana, { slug });
    const trained = trainNext(fixture.app, { stopping: new AbortController().signal, heartbeatMs: 5 });
    await expect
      .poll(async () => (await getClassifier(fixture.app, ana, { slug })).training?.status, { timeout: 10_000 })
      .toBe('running');
    await cancelTraining(fixture.app, ana, { slug });
    await trained;
    const { training, versions } = await getClassifier(fixture.app, ana, { slug });
    expect(training?.status).toBe('cancelled');
    expect(versions).toEqual([]);
  });

  test('of a task that no longer fits fails with the reason', async () => {
    await add(csv(60));
    await startTraining(fixture.app, ana, { slug });
    const output = { type: 'object' as const, properties: { total: { type: 'number' as const } } };
    await saveTask(fixture.app, ana, { slug, spec: { ...spec, output } });
    await trainNext(fixture.app, { stopping: new AbortController().signal });
    const { training } = await getClassifier(fixture.app, ana, { slug });
    expect(training).toMatchObject({ status: 'failed', error: expect.stringContaining('no field that is a choice') });
  });

  test('comes by the schedule when there are enough new cases, once for any number of workers', async () => {
    await add(csv(60));
    await scheduleTraining(fixture.app, ana, { slug, everyDays: 7, newCasesMin: 30 });
    expect(await startDueTrainings(fixture.app)).toBe(0);
    fixture.advance(8 * 86_400_000);
    const moved = await Promise.all([startDueTrainings(fixture.app), startDueTrainings(fixture.app)]);
    expect(moved.reduce((sum, each) => sum + each, 0)).toBe(1);
    await trainNext(fixture.app, { stopping: new AbortController().signal });
    fixture.advance(8 * 86_400_000);
    await startDueTrainings(fixture.app);
    const { versions, training } = await getClassifier(fixture.app, ana, { slug });
    expect(versions).toHaveLength(1);
    expect(training?.requestedByLabel).toBe('the schedule');
  });

  test('is not started, cancelled or adopted by another organisation or by those who only read', async () => {
    await add(csv(60));
    const stranger = await createPerson(fixture.app, await createOrganisation(fixture.app));
    const viewer = await createPerson(fixture.app, organisationId, { roles: ['viewer'] });
    for (const [actor, code] of [
      [stranger, 'not_found'],
      [viewer, 'forbidden'],
    ] as const) {
      await expect(startTraining(fixture.app, actor, { slug })).rejects.toMatchObject({ code });
      await expect(cancelTraining(fixture.app, actor, { slug })).rejects.toMatchObject({ code });
      await expect(adoptVersion(fixture.app, actor, { slug, number: 1 })).rejects.toMatchObject({ code });
      await expect(scheduleTraining(fixture.app, actor, { slug, everyDays: 1 })).rejects.toMatchObject({ code });
      await expect(eraseCases(fixture.app, actor, { slug, ids: null })).rejects.toMatchObject({ code });
      await expect(addCases(fixture.app, actor, { slug }, file(csv(3)))).rejects.toMatchObject({ code });
    }
  });
});
