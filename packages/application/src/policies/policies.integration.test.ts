import { newId } from '@switchyard/db';
import { type OrganisationId, taskSpecSchema, type UserActor } from '@switchyard/domain';
import { defaultRoutingPolicy, type RoutingPolicy } from '@switchyard/routing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { recordCaseOutcome } from '../routing/case-outcomes.ts';
import { loadPolicy } from '../routing/load-policy.ts';
import { loadTaskRouting } from '../routing/load-task-routing.ts';
import { learnTaskRouter } from '../routing/task-router.ts';
import { getPolicy, listPolicies, publishPolicy, savePolicyDraft, takeBackPolicy } from './index.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let ana: UserActor;
let taskId: string;

const task = taskSpecSchema.parse({
  slug: 'sort',
  name: 'Sort',
  instructions: 'Sort it.',
  input: { type: 'object', properties: { language: { type: 'string' }, text: { type: 'string' } } },
  output: { type: 'object', properties: {} },
  dataClass: 'internal',
  segmentField: 'language',
});

beforeAll(async () => {
  fixture = await createTestApp();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  organisationId = await createOrganisation(fixture.app);
  ana = await createPerson(fixture.app, organisationId);
  taskId = newId();
  await fixture.app.db.transaction({ organisationId }, (tx) =>
    tx.execute(`INSERT INTO task (id, organisation_id, slug, name, draft) VALUES ($1, $2, 'sort', 'Sort', $3)`, [
      taskId,
      organisationId,
      JSON.stringify(task),
    ]),
  );
});

const rulesWith = (more: Partial<RoutingPolicy>): RoutingPolicy => ({ ...defaultRoutingPolicy, ...more });

const publish = async (rules: RoutingPolicy, scope: { taskId?: string } = {}) => {
  const { revision } = await savePolicyDraft(fixture.app, ana, { scope, rules, revision: 0 });
  return publishPolicy(fixture.app, ana, { scope, revision, note: 'as agreed' });
};

const inForce = (ofTask: string | null): Promise<RoutingPolicy> =>
  fixture.app.db.transaction({ organisationId }, (tx) => loadPolicy(tx, organisationId, null, ofTask));

test('a draft changes nothing until it is published, and then everything decided from then on', async () => {
  await savePolicyDraft(fixture.app, ana, { scope: {}, rules: rulesWith({ feedbackRetries: 3 }), revision: 0 });
  expect(await inForce(null)).toEqual(defaultRoutingPolicy);
  const before = await getPolicy(fixture.app, ana, {});
  expect(before.draftChanges).toEqual(['Tries with the failure as feedback: 3; until now 1.']);
  await publishPolicy(fixture.app, ana, { scope: {}, revision: 1, note: 'more patience' });
  expect((await inForce(null)).feedbackRetries).toBe(3);
  const after = await getPolicy(fixture.app, ana, {});
  expect(after).toMatchObject({ draft: null, versions: [{ number: 1, note: 'more patience', publishedBy: ana.name }] });
  expect(await listAuditTypes(fixture.app, organisationId)).toEqual(
    expect.arrayContaining(['policy.drafted', 'policy.published']),
  );
});

test('a task’s rules go before the organisation’s, but send data nowhere that the organisation does not', async () => {
  await publish(rulesWith({ residencies: ['eu'], feedbackRetries: 2 }));
  await publish(rulesWith({ residencies: ['us'], feedbackRetries: 4 }), { taskId });
  const { feedbackRetries, residencies } = await inForce(taskId);
  expect(feedbackRetries).toBe(4);
  expect(residencies).not.toContain('us');
  expect(residencies).not.toContain('eu');
  expect(residencies).toHaveLength(1);
  const { items } = await listPolicies(fixture.app, ana);
  expect(items.find((item) => item.taskId === taskId)).toMatchObject({ label: 'Sort', number: 1, hasDraft: false });
});

test('of two people who change one draft at once, one is told', async () => {
  const save = (feedbackRetries: number) =>
    savePolicyDraft(fixture.app, ana, { scope: {}, rules: rulesWith({ feedbackRetries }), revision: 1 });
  await savePolicyDraft(fixture.app, ana, { scope: {}, rules: rulesWith({ feedbackRetries: 2 }), revision: 0 });
  const results = await Promise.allSettled([save(3), save(4)]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(publishPolicy(fixture.app, ana, { scope: {}, revision: 1, note: 'old' })).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('another organisation sees and changes nothing of it', async () => {
  await publish(rulesWith({ residencies: ['eu'] }));
  const other = await createPerson(fixture.app, await createOrganisation(fixture.app));
  expect((await getPolicy(fixture.app, other, {})).versions).toEqual([]);
  await expect(getPolicy(fixture.app, other, { taskId })).rejects.toMatchObject({ code: 'not_found' });
});

const grade = (caseKey: string, candidateRef: string, score: number, segment: string) =>
  fixture.app.db.transaction({ organisationId }, (tx) =>
    recordCaseOutcome(tx, {
      organisationId,
      taskId,
      caseKey,
      candidateRef,
      score,
      costMicroUsd: candidateRef === 'strong/m' ? 1000 : 100,
      outputTokens: 50,
      answerDigest: score === 1 ? 'right' : `wrong ${caseKey} ${candidateRef}`,
      segment,
      text: 'some text',
      at: fixture.app.now(),
    }),
  );

test('what candidates made of the same cases is paired, by the task and by its segments', async () => {
  await publish(rulesWith({ quality: { kind: 'relative', share: 0.95, reference: 'strong/m' } }));
  await grade('1', 'strong/m', 1, 'fr');
  await grade('1', 'cheap/m', 0, 'fr');
  await grade('1', 'cheap/m', 1, 'fr');
  await grade('2', 'strong/m', 1, 'de');
  await grade('2', 'cheap/m', 0, 'de');
  await grade('3', 'cheap/m', 1, 'de');
  const { graded } = await fixture.app.db.transaction({ organisationId }, (tx) =>
    loadTaskRouting(tx, organisationId, { workflowId: null, taskId, task }),
  );
  expect(graded.outcomes['cheap/m']).toMatchObject({
    graded: 3,
    succeeded: 2,
    pairs: { both: 1, onlyCandidate: 0, onlyReference: 1, neither: 0 },
  });
  expect(graded.segments?.fr?.['cheap/m']).toMatchObject({ graded: 1, succeeded: 1 });
});

test('too few cases teach nothing; enough of them a router that decisions name by its content', async () => {
  expect(await learnTaskRouter(fixture.app, organisationId, taskId)).toBeNull();
  await fixture.app.db.transaction({ organisationId }, async (tx) => {
    await tx.execute(
      `INSERT INTO graded_case (organisation_id, task_id, case_key, segment, text)
       SELECT $1, $2, 'c' || n, CASE WHEN n % 2 = 0 THEN 'fr' ELSE 'de' END, 'text' FROM generate_series(1, 200) n`,
      [organisationId, taskId],
    );
    await tx.execute(
      `INSERT INTO case_outcome (organisation_id, task_id, case_key, candidate_ref, score, cost_micro_usd, graded_at)
       SELECT $1, $2, 'c' || n, ref, CASE WHEN ref = 'strong/m' OR n % 2 = 0 THEN 1 ELSE 0 END,
              CASE WHEN ref = 'strong/m' THEN 1000 ELSE 100 END, now()
       FROM generate_series(1, 200) n, unnest(ARRAY['strong/m', 'cheap/m']) ref`,
      [organisationId, taskId],
    );
  });
  const learned = await learnTaskRouter(fixture.app, organisationId, taskId);
  expect(learned?.cases).toBe(200);
  const again = await learnTaskRouter(fixture.app, organisationId, taskId);
  expect(again?.version).toBe(learned?.version);
  const { graded } = await fixture.app.db.transaction({ organisationId }, (tx) =>
    loadTaskRouting(tx, organisationId, { workflowId: null, taskId, task }),
  );
  expect(graded.router?.version).toBe(learned?.version);
});

test('of people who save a first draft at once one is kept, and the others are told', async () => {
  const save = (feedbackRetries: number) =>
    savePolicyDraft(fixture.app, ana, { scope: { taskId }, rules: rulesWith({ feedbackRetries }), revision: 0 });
  const settled = await Promise.allSettled([0, 1, 2, 3].map(save));
  const refused = settled.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(3);
  for (const each of refused) expect(each).toMatchObject({ reason: { code: 'conflict' } });
  expect((await listAuditTypes(fixture.app, organisationId)).filter((type) => type === 'policy.drafted')).toHaveLength(
    1,
  );
});

test('rules that are taken back leave the wider ones in force and the history whole', async () => {
  await publish(rulesWith({ feedbackRetries: 2 }));
  await publish(rulesWith({ feedbackRetries: 4 }), { taskId });
  const scope = { taskId };
  const seen = await getPolicy(fixture.app, ana, scope);
  expect(seen.takeBackChanges).toEqual(['Tries with the failure as feedback: 2; until now 4.']);
  await takeBackPolicy(fixture.app, ana, { scope, number: 1, note: 'no longer special' });
  expect((await inForce(taskId)).feedbackRetries).toBe(2);
  const after = await getPolicy(fixture.app, ana, scope);
  expect(after.versions.map(({ number, rules }) => [number, rules?.feedbackRetries])).toEqual([
    [2, undefined],
    [1, 4],
  ]);
  expect(after).toMatchObject({ takeBackChanges: null, base: { feedbackRetries: 2 } });
  const { items } = await listPolicies(fixture.app, ana);
  expect(items.find((item) => item.taskId === taskId)).toMatchObject({ number: null });
  expect(await listAuditTypes(fixture.app, organisationId)).toContain('policy.taken-back');
  await expect(takeBackPolicy(fixture.app, ana, { scope, number: 2, note: 'twice' })).rejects.toMatchObject({
    code: 'not_permitted_now',
  });
  expect(await publish(rulesWith({ feedbackRetries: 4 }), scope)).toMatchObject({ number: 3 });
  expect((await inForce(taskId)).feedbackRetries).toBe(4);
});

test('rules that somebody replaced meanwhile are not taken back, and those of the organisation never', async () => {
  await publish(rulesWith({ feedbackRetries: 4 }), { taskId });
  await publish(rulesWith({ feedbackRetries: 3 }), { taskId });
  await expect(
    takeBackPolicy(fixture.app, ana, { scope: { taskId }, number: 1, note: 'what I saw' }),
  ).rejects.toMatchObject({ code: 'conflict' });
  const takeBack = () => takeBackPolicy(fixture.app, ana, { scope: { taskId }, number: 2, note: 'both at once' });
  const settled = await Promise.allSettled([takeBack(), takeBack()]);
  expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await publish(rulesWith({ feedbackRetries: 3 }));
  await expect(takeBackPolicy(fixture.app, ana, { scope: {}, number: 1, note: 'x' })).rejects.toMatchObject({
    code: 'not_permitted_now',
  });
});
