import { newId } from '@switchyard/db';
import { type DatasetId, datasetIdSchema } from '@switchyard/domain';
import { beforeEach, expect, it } from 'vitest';
import { drain } from '../../test/drain.ts';
import { publishDefinition } from '../../test/publish-definition.ts';
import { startRun } from '../runs/start-run.ts';
import { labelOf, prepare, triageFlow } from './evals.fixture.ts';
import { collectCases, createDataset, getDataset } from './index.ts';
import { actor, app, openModelLab, server } from './model-lab.fixture.ts';

let datasetId: DatasetId;

openModelLab();

/** Three runs of the task, each with its step and its receipt. */
beforeEach(async () => {
  await prepare(app, actor, server, 0);
  const { organisationId } = actor;
  await sql(
    `INSERT INTO evidence (organisation_id, task_id, candidate_ref, graded, succeeded)
     SELECT $1, id, 'lab/dear', 200, 199 FROM task WHERE organisation_id = $1`,
  );
  server.answer = (_model, text) => ({ label: labelOf(text) });
  const workflowSlug = await publishDefinition(app, organisationId, triageFlow);
  for (const text of ['case-0', 'case-1', 'case-2']) await startRun(app, actor, { workflowSlug, input: { text } });
  await drain(app, organisationId);
  const { id } = await createDataset(app, actor, { taskSlug: 'triage', name: 'Collected' });
  datasetId = datasetIdSchema.parse(id);
});

const sql = (text: string, ...values: readonly string[]) =>
  app.db.transaction({ organisationId: actor.organisationId }, (tx) =>
    tx.query<{ id: string }>(text, [actor.organisationId, ...values]),
  );

const collect = (from: 'correction' | 'approval' | 'labelled' | 'run') => collectCases(app, actor, { datasetId, from });
const cases = async () => (await getDataset(app, actor, { datasetId })).cases;

it('takes inputs of runs without saying what is right, each once', async () => {
  expect(await collect('run')).toEqual({ found: 3, added: 3 });
  expect(await collect('run')).toEqual({ found: 3, added: 0 });
  expect(await cases()).toMatchObject([{ expected: null }, { expected: null }, { expected: null }]);
});

it('takes what people corrected', async () => {
  await sql(
    `INSERT INTO work_item (id, organisation_id, run_id, step_id, task_version_id, title, input, roles, status, output, done_at)
     SELECT $2::uuid, $1, s.run_id, s.id, t.current_version_id, 'x', s.input, '{}', 'done', '{"label": "corrected"}', now()
     FROM step s, task t WHERE s.organisation_id = $1 AND t.organisation_id = $1 AND s.kind = 'task' ORDER BY s.id LIMIT 1`,
    newId(),
  );
  expect(await collect('correction')).toEqual({ found: 1, added: 1 });
  expect(await cases()).toMatchObject([
    { input: { text: 'case-0' }, expected: { label: 'corrected' }, origin: 'correction' },
  ]);
});

it('takes what stood when somebody approved, and nothing that was rejected', async () => {
  const decide = (status: string, text: string) =>
    sql(
      `INSERT INTO approval_request (id, organisation_id, run_id, step_id, workflow_id, version_id, node_id, title, content, digest,
                                     policy, status, decided_at)
       SELECT $2::uuid, $1, s.run_id, s.id, r.workflow_id, r.version_id, 'gate', 'x', '{}', 'd', '{}', $3, now() + interval '1 hour'
       FROM step s JOIN run r ON r.id = s.run_id WHERE s.organisation_id = $1 AND s.kind = 'task' AND s.input ->> 'text' = $4`,
      newId(),
      status,
      text,
    );
  await decide('approved', 'case-1');
  await decide('rejected', 'case-2');
  expect(await collect('approval')).toEqual({ found: 1, added: 1 });
  expect(await cases()).toMatchObject([{ input: { text: 'case-1' }, expected: { label: labelOf('case-1') } }]);
});

it('takes the labelled cases of the task', async () => {
  await sql(
    `INSERT INTO labelled_case (id, organisation_id, task_id, input_hash, input, expected, source, at)
     SELECT $2::uuid, $1, id, 'x', '{"text": "case-7"}', '{"label": "delivery"}', 'upload', now()
     FROM task WHERE organisation_id = $1`,
    newId(),
  );
  expect(await collect('labelled')).toEqual({ found: 1, added: 1 });
  expect(await cases()).toMatchObject([{ input: { text: 'case-7' }, expected: { label: 'delivery' }, stepId: null }]);
});
