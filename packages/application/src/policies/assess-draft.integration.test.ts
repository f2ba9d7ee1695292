import { newId } from '@switchyard/db';
import type { DatasetId, EvalRunId, OrganisationId, UserActor } from '@switchyard/domain';
import { defaultRoutingPolicy, type RoutingPolicy } from '@switchyard/routing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { publishDefinition } from '../../test/publish-definition.ts';
import { whatIf } from '../analysis/what-if.ts';
import { labelOf, type ModelServer, prepare, startModelServer, triage, triageFlow } from '../evals/evals.fixture.ts';
import { adoptCandidate, listWordingChanges, planEval, startEval, workEvals } from '../evals/index.ts';
import { recordGraded } from '../routing/record-graded.ts';
import { publishTask, saveTask, tryTask } from '../tasks/index.ts';
import { assessDraft, publishPolicy, savePolicyDraft, takeBackPolicy } from './index.ts';

let server: ModelServer;
let fixture: TestApp;
let organisationId: OrganisationId;
let olivia: UserActor;
let datasetId: DatasetId;

beforeAll(async () => {
  server = await startModelServer();
  fixture = await createTestApp({ poolSize: 20, allowedHosts: [server.host] });
});
afterAll(async () => {
  await fixture.close();
  await server.close();
});
beforeEach(async () => {
  organisationId = await createOrganisation(fixture.app);
  olivia = await createPerson(fixture.app, organisationId, { name: 'Olivia', roles: ['owner'] });
  server.answer = (_model, text) => ({ label: labelOf(text) });
  datasetId = await prepare(fixture.app, olivia, server, 40);
});

const target = (share: number, more: Partial<RoutingPolicy> = {}): RoutingPolicy => ({
  ...defaultRoutingPolicy,
  allowsUnprovenBehindChecks: false,
  quality: { kind: 'relative', share, reference: 'lab/dear' },
  worseMax: 0.1,
  ...more,
});

const draft = (rules: RoutingPolicy) => savePolicyDraft(fixture.app, olivia, { scope: {}, rules, revision: 0 });
const publish = async (rules: RoutingPolicy, more: { overrideReason?: string } = {}, actor = olivia) => {
  const { revision } = await draft(rules);
  return publishPolicy(fixture.app, actor, { scope: {}, revision, note: 'as agreed', ...more });
};
const republish = (more: { overrideReason?: string } = {}, actor = olivia) =>
  publishPolicy(fixture.app, actor, { scope: {}, revision: 1, note: 'as agreed', ...more });

const taskId = async (): Promise<string> => {
  const [row] = await fixture.app.db.transaction({ organisationId }, (tx) =>
    tx.query<{ id: string }>(`SELECT id FROM task WHERE organisation_id = $1 AND slug = 'triage'`, [organisationId]),
  );
  return row?.id ?? '';
};

/** So many cases that the dear one gets right, and the cheap one in a share of them. */
const grade = async (cases: number, cheapRight: (at: number) => boolean): Promise<void> => {
  const about = { organisationId, taskId: await taskId(), spec: triage, passAt: 0.5, at: new Date() };
  await fixture.app.db.transaction({ organisationId }, async (tx) => {
    for (let at = 0; at < cases; at += 1) {
      for (const ref of ['dear', 'cheap']) {
        const score = ref === 'dear' || cheapRight(at) ? 1 : 0;
        const answer = { output: { label: String(score) }, score, costMicroUsd: 100, outputTokens: 10 };
        await recordGraded(tx, { ...about, ...answer, input: { text: `graded ${at}` }, candidateRef: `lab/${ref}` });
      }
    }
  });
};

const tryOut = async (count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) {
    ids.push((await tryTask(fixture.app, olivia, { slug: 'triage', input: { text: `case-${at}` } })).receiptId);
  }
  return ids;
};

test('a draft that makes answers worse says so with its receipts and is refused, but for an owner with a reason', async () => {
  await grade(100, (at) => at % 10 < 7);
  await publish(target(0.95));
  const ids = await tryOut(3);
  await draft(target(0.5, { worseMax: null }));

  const assessed = await assessDraft(fixture.app, olivia, { scope: {} });
  expect(assessed.whatIf).toMatchObject({ looked: 3, unchanged: 0, notes: [] });
  const [change] = assessed.whatIf.changes;
  expect(change).toMatchObject({ fromRef: 'lab/dear', toRef: 'lab/cheap', receipts: 3, dataClasses: ['internal'] });
  expect(change?.receiptIds.toSorted()).toEqual(ids.toSorted());
  expect(change?.afterMicroUsd).toBeLessThan(change?.beforeMicroUsd ?? 0);
  expect(change?.qualityAfter?.high).toBeLessThan(change?.qualityBefore?.low ?? 0);
  expect(assessed.comparisons).toMatchObject([
    { basis: 'paired', cases: 100, finding: 'worse', casesToDecide: 0, dataset: { id: datasetId, cases: 40 } },
  ]);
  expect(assessed.comparisons[0]?.difference).toBeCloseTo(-0.3);
  expect(assessed.worseMax).toBe(0.1);
  expect(assessed.objections).toEqual([expect.stringContaining('may be worse by')]);

  // The draft takes the guard away, and is judged by it all the same.
  await expect(republish()).rejects.toMatchObject({
    code: 'not_permitted_now',
    details: { objections: assessed.objections },
  });
  const ada = await createPerson(fixture.app, organisationId, { name: 'Ada', roles: ['admin'] });
  await expect(republish({ overrideReason: 'It is cheaper.' }, ada)).rejects.toMatchObject({ code: 'forbidden' });
  await republish({ overrideReason: 'The month is over budget.' });
  const events = await fixture.app.db.transaction({ organisationId }, (tx) =>
    tx.query<{ payload: unknown }>(
      `SELECT payload FROM audit_event WHERE organisation_id = $1 AND type = 'policy.published' ORDER BY id`,
      [organisationId],
    ),
  );
  expect(events.at(-1)?.payload).toMatchObject({
    override: { reason: 'The month is over budget.', findings: assessed.objections },
  });
});

test('rules are not taken back past what they demand, but for an owner with a reason', async () => {
  await grade(100, (at) => at % 10 < 7);
  await publish(target(0.5, { worseMax: null }));
  const scope = { taskId: await taskId() };
  const { revision } = await savePolicyDraft(fixture.app, olivia, { scope, rules: target(0.95), revision: 0 });
  await publishPolicy(fixture.app, olivia, { scope, revision, note: 'Only the best here' });
  await tryOut(2);
  const takeBack = (more: { overrideReason?: string } = {}) =>
    takeBackPolicy(fixture.app, olivia, { scope, number: 1, note: 'No longer special', ...more });
  await expect(takeBack()).rejects.toMatchObject({
    code: 'not_permitted_now',
    details: { objections: [expect.stringContaining('may be worse by')] },
  });
  await takeBack({ overrideReason: 'The month is over budget.' });
  const [event] = await fixture.app.db.transaction({ organisationId }, (tx) =>
    tx.query<{ payload: unknown }>(
      `SELECT payload FROM audit_event WHERE organisation_id = $1 AND type = 'policy.taken-back'`,
      [organisationId],
    ),
  );
  expect(event?.payload).toMatchObject({ number: 2, override: { reason: 'The month is over budget.' } });
});

test('what is not decided is refused with how many more cases would decide, evaluated, and then published', async () => {
  await publish(target(0.95));
  await tryOut(2);
  // Nobody has answered anything yet: too few cases to say, so nobody but the reference is proven.
  await grade(6, () => true);
  await draft(target(0.3));
  const before = await assessDraft(fixture.app, olivia, { scope: {} });
  expect(before.comparisons).toMatchObject([{ finding: 'open', cases: 6, fromRef: 'lab/dear', toRef: 'lab/cheap' }]);
  expect(before.comparisons[0]?.casesToDecide).toBeGreaterThan(0);
  expect(before.objections[0]).toMatch(/more cases would decide/);
  await expect(republish()).rejects.toMatchObject({ code: 'not_permitted_now' });

  const evalRunId = newId<EvalRunId>();
  const { estimate } = await planEval(fixture.app, olivia, {
    ...{ evalRunId, datasetId },
    incumbent: { candidateRef: 'lab/dear' },
    challenger: { candidateRef: 'lab/cheap' },
  });
  await startEval(fixture.app, olivia, { evalRunId, atMostMicroUsd: estimate.atMostMicroUsd });
  while ((await workEvals(fixture.app)) > 0);
  const after = await assessDraft(fixture.app, olivia, { scope: {} });
  expect(after.comparisons).toMatchObject([{ finding: 'good_enough', cases: 46, evalRun: { id: evalRunId } }]);
  expect(after.objections).toEqual([]);
  expect(await republish()).toMatchObject({ number: 2 });

  // Given to the cheap one by people, the same question has another answer: a pin goes before the rules.
  await adoptCandidate(fixture.app, olivia, { evalRunId, isConfirmed: true });
  const pinned = await whatIf(fixture.app, olivia, { policy: target(0.95) });
  expect(pinned).toMatchObject({ looked: 2, unchanged: 2, changes: [] });
});

test('narrower rules go before the draft, and what cannot be replayed is named', async () => {
  await grade(100, (at) => at % 10 < 7);
  await publish(target(0.95));
  const [first] = await tryOut(2);
  const scope = { taskId: await taskId() };
  const ofTask = await savePolicyDraft(fixture.app, olivia, { scope, rules: target(0.95), revision: 0 });
  await publishPolicy(fixture.app, olivia, { scope, revision: ofTask.revision, note: 'its own' });
  expect(await whatIf(fixture.app, olivia, { policy: target(0.5) })).toMatchObject({ looked: 2, unchanged: 2 });
  expect(await whatIf(fixture.app, olivia, { policy: target(0.5), scope })).toMatchObject({ looked: 2, unchanged: 0 });
  const places = await whatIf(fixture.app, olivia, { policy: target(0.95, { residencies: ['eu'] }), scope });
  expect(places.changes).toMatchObject([{ from: 'lab/dear', to: null, receipts: 2 }]);
  expect(places.seen).toMatchObject([{ supplierSlug: 'lab', dataClass: 'internal', before: 2, after: 0 }]);

  await fixture.app.db.transaction({ organisationId }, (tx) =>
    tx.execute('UPDATE receipt SET basis = NULL, input_tokens = 0 WHERE id = $1', [first ?? null]),
  );
  const { notes } = await whatIf(fixture.app, olivia, { policy: target(0.95) });
  expect(notes).toMatchObject([{ receipts: 1, isReplayed: true, receiptIds: [first] }]);
  expect(notes[0]?.sentence).toContain('guessed');
});

test('a workflow names the tasks it would take up in another version, and both versions can be compared', async () => {
  const slug = await publishDefinition(fixture.app, organisationId, triageFlow);
  const versionId = newId();
  await fixture.app.db.transaction({ organisationId }, async (tx) => {
    await tx.execute(
      `INSERT INTO workflow_version (id, organisation_id, workflow_id, number, hash, definition, note, resolved)
       SELECT $2, organisation_id, workflow_id, 2, hash, definition, note, jsonb_build_object('tasks', jsonb_build_object(
         'triage', (SELECT current_version_id FROM task WHERE organisation_id = $1 AND slug = 'triage')))
       FROM workflow_version WHERE organisation_id = $1`,
      [organisationId, versionId],
    );
    await tx.execute('UPDATE workflow SET current_version_id = $2 WHERE organisation_id = $1', [
      organisationId,
      versionId,
    ]);
  });
  const changes = async () => (await listWordingChanges(fixture.app, olivia, { workflowSlug: slug })).items;
  expect(await changes()).toEqual([]);
  const reworded = { ...triage, instructions: 'Say in one word what it is about.' };
  await saveTask(fixture.app, olivia, { slug: 'triage', spec: reworded });
  await publishTask(fixture.app, olivia, { slug: 'triage' });
  const [change] = await changes();
  expect(change).toMatchObject({
    before: { number: 1 },
    after: { number: 2 },
    changed: ['instructions'],
    evalRun: null,
  });

  const evalRunId = newId<EvalRunId>();
  const both = { candidateRef: 'lab/dear' };
  const { estimate } = await planEval(fixture.app, olivia, {
    ...{ evalRunId, datasetId },
    incumbent: { ...both, wording: 'earlier', versionId: change?.before.versionId },
    challenger: both,
  });
  await startEval(fixture.app, olivia, { evalRunId, atMostMicroUsd: estimate.atMostMicroUsd });
  const prompts: string[] = [];
  server.answer = (_model, text, prompt) => {
    prompts.push(prompt);
    return { label: labelOf(text) };
  };
  while ((await workEvals(fixture.app)) > 0);
  expect(prompts.filter((prompt) => prompt.includes('in one word'))).toHaveLength(40);
  expect(prompts).toHaveLength(80);
  expect(await changes()).toMatchObject([{ evalRun: { id: evalRunId, status: 'done', cases: 40 } }]);
});

test('a new wording says whether it was evaluated against the one that runs', async () => {
  const changes = async () => (await listWordingChanges(fixture.app, olivia, { taskSlug: 'triage' })).items;
  expect(await changes()).toEqual([]);
  const reworded = { ...triage, instructions: 'Say in one word what it is about.' };
  await saveTask(fixture.app, olivia, { slug: 'triage', spec: reworded });
  expect(await changes()).toMatchObject([
    { changed: ['instructions'], before: { number: 1 }, after: null, evalRun: null, dataset: { id: datasetId } },
  ]);
  const evalRunId = newId<EvalRunId>();
  const { estimate } = await planEval(fixture.app, olivia, {
    ...{ evalRunId, datasetId },
    incumbent: { candidateRef: 'lab/dear' },
    challenger: { candidateRef: 'lab/dear', wording: 'draft' },
  });
  await startEval(fixture.app, olivia, { evalRunId, atMostMicroUsd: estimate.atMostMicroUsd });
  while ((await workEvals(fixture.app)) > 0);
  expect(await changes()).toMatchObject([{ evalRun: { id: evalRunId, status: 'done', cases: 40 } }]);
  // Another word, and what was evaluated is not what would be published.
  await saveTask(fixture.app, olivia, { slug: 'triage', spec: { ...reworded, instructions: 'In one word, please.' } });
  expect(await changes()).toMatchObject([{ evalRun: null }]);
});
