import { beforeEach, describe, expect, it } from 'vitest';
import { createOrganisation, createPerson, listAuditTypes } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { publishDefinition } from '../../test/publish-definition.ts';
import { traceSubject } from '../analysis/trace-subject.ts';
import { getRun } from '../runs/get-run.ts';
import { startRun } from '../runs/start-run.ts';
import { updateSupplier } from '../suppliers/index.ts';
import { getTask } from '../tasks/index.ts';
import { prepare, triageFlow } from './evals.fixture.ts';
import { listWatches, setWatch, workWatched } from './index.ts';
import { actor, app, openModelLab, server } from './model-lab.fixture.ts';

let slug: string;

const grading = { graders: [{ grader: { kind: 'rule' as const, expression: "output.label != 'wrong'" } }] };

openModelLab();
beforeEach(async () => {
  await prepare(app, actor, server, 0);
  slug = await publishDefinition(app, actor.organisationId, triageFlow);
  // No check catches what is wrong, so only a proven candidate does the task: it is made so.
  await app.db.transaction({ organisationId: actor.organisationId }, (tx) =>
    tx.execute(
      `INSERT INTO evidence (organisation_id, task_id, candidate_ref, graded, succeeded)
       SELECT $1, id, 'lab/dear', 200, 199 FROM task WHERE organisation_id = $1`,
      [actor.organisationId],
    ),
  );
  server.asked.length = 0;
  server.answer = () => ({ label: 'refund' });
});

const run = async (count: number, from = 0): Promise<string[]> => {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const { runId } = await startRun(app, actor, { workflowSlug: slug, input: { text: `case-${from + index}` } });
    ids.push(runId);
  }
  await drain(app, actor.organisationId);
  return ids;
};

const lookAll = async () => {
  for (;;) if ((await workWatched(app)) === 0) return;
};

const watch = (more: object) => setWatch(app, actor, { taskSlug: 'triage', grading, ...more });
const watched = async () => (await listWatches(app, actor)).items[0];

describe('what production answered', () => {
  it('is answered in the shadow afterwards and feeds the evidence of both, while the step went on', async () => {
    await watch({ shadowRef: 'lab/cheap', shadowShare: 1, regradeShare: 1 });
    const [runId] = await run(2);
    // The steps are done and the shadow has not been asked.
    expect((await getRun(app, actor, { runId: runId as never })).status).toBe('completed');
    expect(server.asked).toEqual(['dear case-0', 'dear case-1']);
    server.answer = (_model, text) => ({ label: text === 'case-1' ? 'wrong' : 'refund' });
    await Promise.all([lookAll(), lookAll()]);
    expect(server.asked.slice(2).toSorted()).toEqual(['cheap case-0', 'cheap case-1']);
    expect(await watched()).toMatchObject({ graded: 2, meanScore: 1, shadowed: 2, shadowMeanScore: 0.5 });
    // Whoever was asked in the shadow received the data of the run, too.
    const { runs } = await traceSubject(app, actor, { subjectKey: 'case-0' });
    expect(runs.flatMap(({ received }) => received)).toMatchObject([
      { supplierSlug: 'lab', modelKey: 'dear', origin: 'step' },
      { supplierSlug: 'lab', modelKey: 'cheap', origin: 'eval' },
    ]);
    const { evidence } = await getTask(app, actor, { slug: 'triage' });
    expect(evidence).toMatchObject([
      { candidateRef: 'lab/cheap', graded: 2, succeeded: 1 },
      { candidateRef: 'lab/dear', graded: 202, succeeded: 201 },
    ]);
  });

  it('is looked at only where somebody asked for it', async () => {
    await run(2);
    await watch({ shadowRef: 'lab/cheap', shadowShare: 0, regradeShare: 0 });
    await run(2, 2);
    expect(await workWatched(app)).toBe(0);
    expect(server.asked).toHaveLength(4);
  });

  it('goes to nobody below a floor, not even in the shadow', async () => {
    await updateSupplier(app, actor, { slug: 'lab', changes: { dataClassMax: 'public' } });
    await expect(watch({ shadowRef: 'lab/cheap', shadowShare: 1 })).rejects.toMatchObject({
      code: 'not_permitted_now',
    });
    await updateSupplier(app, actor, { slug: 'lab', changes: { dataClassMax: 'internal' } });
    await watch({ shadowRef: 'lab/cheap', shadowShare: 1 });
    await run(1);
    await updateSupplier(app, actor, { slug: 'lab', changes: { dataClassMax: 'public' } });
    await lookAll();
    expect(server.asked).toEqual(['dear case-0']);
    expect(await watched()).toMatchObject({ shadowed: 0 });
  });

  it('raises one notice when it has become worse', async () => {
    await watch({ regradeShare: 1, drop: 0.3 });
    await run(3);
    await lookAll();
    expect((await watched())?.driftedAt).toBeNull();
    server.answer = () => ({ label: 'wrong' });
    await run(14, 100);
    await lookAll();
    expect((await watched())?.driftedAt).not.toBeNull();
    const notices = async () =>
      (await listAuditTypes(app, actor.organisationId)).filter((type) => type === 'task.drift-noticed').length;
    expect(await notices()).toBe(1);
    await run(2, 200);
    await lookAll();
    expect(await notices()).toBe(1);
    // Looking anew forgets it.
    await watch({ regradeShare: 1, drop: 0.3, revision: 1 });
    expect((await watched())?.driftedAt).toBeNull();
    await expect(watch({ regradeShare: 1, revision: 1 })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is out of reach for another organisation', async () => {
    await watch({ regradeShare: 1 });
    const stranger = await createPerson(app, await createOrganisation(app, 'Strangers'));
    expect((await listWatches(app, stranger)).items).toEqual([]);
    await expect(setWatch(app, stranger, { taskSlug: 'triage', grading })).rejects.toMatchObject({ code: 'not_found' });
  });
});
