import type { DatasetId } from '@switchyard/domain';
import { beforeEach, describe, expect, it } from 'vitest';
import { createOrganisation, createPerson, listAuditTypes } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { type ApprovalItem, decideApproval, getInboxItem, listInbox } from '../approvals/index.ts';
import { listCases } from '../classifiers/index.ts';
import { getRun } from '../runs/get-run.ts';
import { startRun } from '../runs/start-run.ts';
import { getTask } from '../tasks/index.ts';
import { prepare } from './evals.fixture.ts';
import {
  answerOffers,
  collectCases,
  correctAnswer,
  getDataset,
  listCorrections,
  listOfferedCases,
  saveDataset,
  uploadCases,
} from './index.ts';
import { actor, app, openModelLab, server } from './model-lab.fixture.ts';

let datasetId: DatasetId;
let slug: string;

const gatedFlow = defineWorkflow(
  [
    { id: 'start', kind: 'start', config: { input: { type: 'object', properties: { text: { type: 'string' } } } } },
    { id: 'read', kind: 'task', config: { task: 'triage', input: [{ name: 'text', value: 'input.text' }] } },
    {
      id: 'gate',
      kind: 'approval',
      config: {
        title: 'Right?',
        stages: [{ name: 'Look', who: { users: [], groups: [], roles: ['approver'] } }],
        isSeparationOfDuties: false,
      },
    },
    {
      id: 'done',
      kind: 'end',
      config: {
        output: [
          { name: 'read', value: 'steps.read.output.label' },
          { name: 'corrected', value: 'steps.gate.output.corrections' },
        ],
      },
    },
  ],
  [
    { from: 'start', to: 'read' },
    { from: 'read', to: 'gate' },
    { from: 'gate', to: 'done', port: 'approved' },
    { from: 'gate', to: 'done', port: 'rejected' },
    { from: 'gate', to: 'done', port: 'expired' },
  ],
);

openModelLab({ name: 'Ana', roles: ['owner', 'approver', 'operator'] });
beforeEach(async () => {
  const { organisationId } = actor;
  datasetId = await prepare(app, actor, server, 0);
  slug = await publishDefinition(app, organisationId, gatedFlow);
  await app.db.transaction({ organisationId }, (tx) =>
    tx.execute(
      `INSERT INTO evidence (organisation_id, task_id, candidate_ref, graded, succeeded)
       SELECT $1, id, 'lab/dear', 200, 199 FROM task WHERE organisation_id = $1`,
      [organisationId],
    ),
  );
  server.answer = () => ({ label: 'refund' });
});

const start = async (text = 'case-1') => {
  const { runId } = await startRun(app, actor, { workflowSlug: slug, input: { text } });
  await drain(app, actor.organisationId);
  const { steps } = await getRun(app, actor, { runId });
  const read = steps.find(({ nodeId }) => nodeId === 'read');
  return { runId, stepId: read?.id as never };
};

const requestOf = async (runId: string): Promise<ApprovalItem> => {
  const { items } = await listInbox(app, actor, { filter: 'all', limit: 100 });
  const item = await getInboxItem(app, actor, { id: items.find((each) => each.runId === runId)?.id ?? '' });
  if (item.kind !== 'approval') throw new Error('expected an approval');
  return item;
};

const decide = async (runId: string, more: object) => {
  const { id, digest } = await requestOf(runId);
  return decideApproval(app, actor, { approvalId: id as never, digest, outcome: 'approved', ...more });
};

const setIntake = async (intake: 'offer' | 'add' | 'none') => {
  const { grading, revision } = await getDataset(app, actor, { datasetId });
  return saveDataset(app, actor, { datasetId, revision, grading, intake });
};

const rows = async (table: 'correction' | 'offered_case' | 'dataset_case' | 'labelled_case') => {
  const [row] = await app.db.queryOnce<{ count: number }>(
    { organisationId: actor.organisationId },
    `SELECT count(*)::int AS count FROM ${table} WHERE organisation_id = $1`,
    [actor.organisationId],
  );
  return row?.count ?? 0;
};

const right = { label: 'delivery' };

describe('an approver who puts right what a model read', () => {
  it('gives the task a case with who said it of what, and the process the value; the result stays', async () => {
    const { runId, stepId } = await start();
    expect((await requestOf(runId)).evidence).toMatchObject([{ stepId, correctableBy: { type: 'object' } }]);
    await decide(runId, { corrections: [{ stepId, output: right }] });
    await drain(app, actor.organisationId);
    expect((await getRun(app, actor, { runId })).output).toEqual({ read: 'refund', corrected: { read: right } });
    const { items } = await listOfferedCases(app, actor, { datasetId });
    expect(items).toMatchObject([
      {
        input: { text: 'case-1' },
        expected: right,
        origin: 'approval',
        runId,
        stepId,
        personLabel: 'Ana',
        dataClass: 'internal',
      },
    ]);
    expect((await listCases(app, actor, { slug: 'triage' })).items).toMatchObject([
      { input: { text: 'case-1' }, expected: right, source: 'approval' },
    ]);
    expect(await listCorrections(app, actor, { runId, stepId })).toMatchObject({
      items: [{ output: right, personLabel: 'Ana' }],
    });
    // Whoever answered is graded wrong.
    const { evidence } = await getTask(app, actor, { slug: 'triage' });
    expect(evidence).toMatchObject([{ candidateRef: 'lab/dear', graded: 201, succeeded: 199 }]);
    expect(await listAuditTypes(app, actor.organisationId)).toContain('step.answer-corrected');
  });

  it('keeps nothing of a decision that was refused, and of an answer that fits no schema or was not shown', async () => {
    const { runId, stepId } = await start();
    const other = await start('case-2');
    const refused = [
      decide(runId, { outcome: 'rejected', corrections: [{ stepId, output: right }] }),
      decide(runId, { corrections: [{ stepId, output: { label: 7 } }] }),
      decide(runId, { corrections: [{ stepId: other.stepId, output: right }] }),
    ];
    await Promise.all(refused.map((each) => expect(each).rejects.toMatchObject({ code: 'invalid_input' })));
    expect(await rows('correction')).toBe(0);
    expect(await rows('labelled_case')).toBe(0);
    expect((await requestOf(runId)).status).toBe('pending');
    // What says the same is no correction.
    await decide(runId, { corrections: [{ stepId, output: { label: 'refund' } }] });
    expect(await rows('correction')).toBe(0);
  });

  it('loses to whoever decided first, corrections included', async () => {
    const { runId, stepId } = await start();
    const item = await requestOf(runId);
    const deciding = ['delivery', 'other', 'third'].map((label) =>
      decideApproval(app, actor, {
        approvalId: item.id as never,
        digest: item.digest,
        outcome: 'approved',
        corrections: [{ stepId, output: { label } }],
      }),
    );
    const settled = await Promise.allSettled(deciding);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await rows('correction')).toBe(1);
    expect(await rows('offered_case')).toBe(1);
  });
});

describe('a correction on the page of a run', () => {
  it('is added at once where the dataset says so, and replaces what was said of the same input', async () => {
    await setIntake('add');
    const content = '{"input":{"text":"case-1"},"expected":{"label":"old"}}';
    await uploadCases(app, actor, { datasetId, format: 'jsonl', content });
    const { runId, stepId } = await start();
    const first = await correctAnswer(app, actor, {
      runId: runId as never,
      stepId,
      output: right,
      reason: 'It is late',
    });
    const again = await correctAnswer(app, actor, { runId: runId as never, stepId, output: right });
    expect(again).toEqual(first);
    const { cases, caseCount } = await getDataset(app, actor, { datasetId });
    expect(caseCount).toBe(1);
    expect(cases).toMatchObject([
      { expected: right, origin: 'correction', runId, stepId, personLabel: 'Ana', dataClass: 'internal' },
    ]);
    expect(await rows('offered_case')).toBe(0);
  });

  it('goes into no dataset that takes none, and waits while there is no answer', async () => {
    await setIntake('none');
    const { runId, stepId } = await start();
    await correctAnswer(app, actor, { runId: runId as never, stepId, output: right });
    expect([await rows('dataset_case'), await rows('offered_case'), await rows('labelled_case')]).toEqual([0, 0, 1]);
    server.answer = () => {
      throw new Error('down');
    };
    const failed = await start('case-9');
    const correcting = correctAnswer(app, actor, {
      runId: failed.runId as never,
      stepId: failed.stepId,
      output: right,
    });
    await expect(correcting).rejects.toMatchObject({ code: expect.stringMatching(/not_permitted_now|not_found/) });
  });

  it('is not open to who may not operate runs, nor to another organisation', async () => {
    const { runId, stepId } = await start();
    const correcting = { runId: runId as never, stepId, output: right };
    const viewer = await createPerson(app, actor.organisationId, { roles: ['viewer'] });
    await expect(correctAnswer(app, viewer, correcting)).rejects.toMatchObject({ code: 'forbidden' });
    const stranger = await createPerson(app, await createOrganisation(app, 'Strangers'));
    await expect(correctAnswer(app, stranger, correcting)).rejects.toMatchObject({ code: 'not_found' });
    expect((await listCorrections(app, stranger, correcting)).items).toEqual([]);
    await expect(listOfferedCases(app, stranger, { datasetId })).rejects.toMatchObject({ code: 'not_found' });
    expect(await rows('correction')).toBe(0);
  });
});

describe('offered corrections', () => {
  it('are taken in or left, once, by whoever is first', async () => {
    const [one, two] = [await start('case-1'), await start('case-2')];
    for (const { runId, stepId } of [one, two]) {
      await correctAnswer(app, actor, { runId: runId as never, stepId, output: right });
    }
    const { items } = await listOfferedCases(app, actor, { datasetId });
    const [first, second] = items.map(({ id }) => id);
    const taking = [1, 2].map(() => answerOffers(app, actor, { datasetId, ids: [first ?? ''], isTaken: true }));
    const answers = await Promise.all(taking);
    expect(answers.map(({ taken }) => taken).toSorted()).toEqual([0, 1]);
    expect(await answerOffers(app, actor, { datasetId, ids: [second ?? ''], isTaken: false })).toEqual({
      taken: 0,
      left: 1,
    });
    expect(await getDataset(app, actor, { datasetId })).toMatchObject({ caseCount: 1, offeredCount: 0 });
    // What was left is not lost: it can be collected by hand.
    expect(await collectCases(app, actor, { datasetId, from: 'correction' })).toEqual({ found: 2, added: 1 });
  });
});
