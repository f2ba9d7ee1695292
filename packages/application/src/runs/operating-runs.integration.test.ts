import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  definitionSettingsSchema,
  type OrganisationId,
  type RunId,
  type StepId,
  type UserActor,
} from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { bulkRetry, previewBulkRetry } from './bulk-retry.ts';
import { cancelRun } from './cancel-run.ts';
import { changeVariable } from './change-variable.ts';
import { claimSteps } from './claim-step.ts';
import { finishStep } from './finish-step.ts';
import { sweepFollowUps } from './follow-up.ts';
import { getRun, type RunStep } from './get-run.ts';
import { countAttention, groupAttention, listAttention } from './list-attention.ts';
import { pauseRun } from './pause-run.ts';
import { rerunRun } from './rerun-run.ts';
import { resumeRun } from './resume-run.ts';
import { retryStep } from './retry-step.ts';
import { setAsideRun } from './set-aside-run.ts';
import { skipStep } from './skip-step.ts';
import { startRun } from './start-run.ts';
import { noteWorker } from './worker-seen.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let omar: UserActor;
let server: Server;
let url: string;
/** Statuses the server answers with, next first; then 200. */
let answers: number[];
let keys: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    keys.push(`${request.url} ${String(request.headers['idempotency-key'])}`);
    response.writeHead(answers.shift() ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ posted: true }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  fixture = await createTestApp({ poolSize: 30, allowedHosts: [`127.0.0.1:${port}`] });
});
afterAll(async () => {
  server.close();
  await fixture.close();
});
beforeEach(async () => {
  answers = [];
  keys = [];
  organisationId = await createOrganisation(fixture.app);
  omar = await createPerson(fixture.app, organisationId, { roles: ['operator'], name: 'Omar' });
});

type Nodes = Parameters<typeof defineWorkflow>[0];
type Edges = Parameters<typeof defineWorkflow>[1];

const start = { id: 'start', kind: 'start' as const, config: {} };
const end = { id: 'end', kind: 'end' as const, config: { output: [{ name: 'total', value: 'vars.total' }] } };
const done = { id: 'end', kind: 'end' as const, config: {} };
const set = (id: string, value: string, name = 'total') => ({
  id,
  kind: 'set' as const,
  config: { assignments: [{ name, value }] },
});
const call = (id: string, config: object = {}) => ({
  id,
  kind: 'http' as const,
  config: { url: `${url}/${id}`, retry: { maxAttempts: 1, initialDelayMs: 1000, maxDelayMs: 1000 }, ...config },
});
const wait = { id: 'pause', kind: 'wait' as const, config: { for: 'PT1H' } };

/** Nodes one after the other. */
const chain = (...nodes: Nodes): [Nodes, Edges] => [
  nodes,
  nodes.slice(1).map(({ id }, index) => ({ from: nodes[index]?.id ?? '', to: id })),
];

const publish = ([nodes, edges]: [Nodes, Edges], onFailure: 'hold' | 'fail' = 'hold') =>
  publishDefinition(fixture.app, organisationId, {
    ...defineWorkflow(nodes, edges),
    settings: definitionSettingsSchema.parse({ onFailure }),
  });

const begin = async (workflowSlug: string): Promise<RunId> => {
  const { runId } = await startRun(fixture.app, omar, { workflowSlug });
  return runId;
};
const beginAndDrain = async (workflowSlug: string): Promise<RunId> => {
  const runId = await begin(workflowSlug);
  await drain(fixture.app, organisationId);
  return runId;
};
const look = (runId: RunId) => getRun(fixture.app, omar, { runId });
const stepAt = async (runId: RunId, nodeId: string): Promise<RunStep> => {
  const { steps } = await look(runId);
  const step = steps.findLast((each) => each.nodeId === nodeId);
  if (!step) throw new Error(`no step at ${nodeId}`);
  return step;
};
const at = async (runId: RunId, nodeId: string): Promise<{ runId: RunId; stepId: StepId }> => ({
  runId,
  stepId: (await stepAt(runId, nodeId)).id,
});
const claim = () => claimSteps(fixture.app, { owner: 'worker', max: 10, scope: { organisationId } });
const auditTypes = () => listAuditTypes(fixture.app, organisationId);
const outcomes = async (...actions: Promise<unknown>[]) =>
  (await Promise.allSettled(actions)).map(({ status }) => status).toSorted();

describe('a failed step that is held', () => {
  const failing = () => publish(chain(start, call('post'), set('after', '1 + 1'), end));

  test('keeps its run waiting with the reason and the remedy, and goes on under a new key when it is retried', async () => {
    answers = [400];
    const runId = await beginAndDrain(await failing());
    const held = await look(runId);
    expect(held).toMatchObject({
      status: 'waiting',
      wait: { action: 'retry', remedy: expect.stringContaining('skip') },
    });
    expect(held.wait?.reason).toContain('“post” failed');
    await retryStep(fixture.app, omar, { ...(await at(runId, 'post')), reason: 'the ledger is back' });
    await drain(fixture.app, organisationId);
    expect(await look(runId)).toMatchObject({ status: 'completed', output: { total: 2 }, wait: null });
    expect((await stepAt(runId, 'post')).attempts.map(({ number, status }) => [number, status])).toEqual([
      [1, 'failed'],
      [2, 'completed'],
    ]);
    expect(new Set(keys).size).toBe(2);
    expect(await auditTypes()).toContain('step.retried');
  });

  test('is retried by one of two operators, who ask at the same moment', async () => {
    answers = [400];
    const runId = await beginAndDrain(await failing());
    const step = await at(runId, 'post');
    const both = outcomes(retryStep(fixture.app, omar, step), retryStep(fixture.app, omar, step));
    expect(await both).toEqual(['fulfilled', 'rejected']);
    await drain(fixture.app, organisationId);
    expect(keys).toHaveLength(2);
  });

  test('is skipped with an output that what follows sees, by a way that leads on', async () => {
    answers = [400];
    const runId = await beginAndDrain(
      await publish(chain(start, call('post'), set('after', 'steps.post.output.sum'), end)),
    );
    const step = await at(runId, 'post');
    await expect(skipStep(fixture.app, omar, { ...step, port: 'sideways', reason: 'x' })).rejects.toThrow(
      'Choose “out”',
    );
    await expect(skipStep(fixture.app, omar, { ...step, port: 'failed', reason: 'x' })).rejects.toThrow('Choose “out”');
    await skipStep(fixture.app, omar, { ...step, output: { sum: 7 }, reason: 'posted by hand' });
    expect(await look(runId)).toMatchObject({ status: 'completed', output: { total: 7 } });
    expect(await stepAt(runId, 'post')).toMatchObject({ status: 'completed', skippedBy: 'Omar' });
    await expect(skipStep(fixture.app, omar, { ...step, reason: 'x' })).rejects.toThrow('already ended');
    expect(await auditTypes()).toContain('step.skipped');
  });

  test('is over when its run is cancelled at the moment it is retried', async () => {
    for (let round = 0; round < 5; round += 1) {
      answers = [400];
      const runId = await beginAndDrain(await failing());
      const step = await at(runId, 'post');
      await outcomes(retryStep(fixture.app, omar, step), cancelRun(fixture.app, omar, { runId }));
      expect((await look(runId)).status).toBe('cancelled');
      expect(await claim()).toEqual([]);
    }
    expect((await countAttention(fixture.app, omar)).count).toBe(0);
  });

  test('whose node cannot run in a worker begins anew', async () => {
    const receive = { id: 'reply', kind: 'receive' as const, config: { message: 'reply', key: 'vars.key.id' } };
    const runId = await beginAndDrain(await publish(chain(start, receive, done)));
    expect(await stepAt(runId, 'reply')).toMatchObject({ status: 'failed' });
    const { revision } = await look(runId);
    await changeVariable(fixture.app, omar, { runId, name: 'key', value: { id: 'a' }, revision });
    await retryStep(fixture.app, omar, await at(runId, 'reply'));
    expect((await stepAt(runId, 'reply')).waitingReason).toContain('the key “a”');
    expect((await look(runId)).wait).toMatchObject({ action: 'skip' });
  });
});

describe('what is refused', () => {
  test('a retry or skip of a step that a worker has, and a late skip leaves the result alone', async () => {
    const runId = await begin(await publish(chain(start, call('post'), done)));
    const [held] = await claim();
    const step = await at(runId, 'post');
    await expect(retryStep(fixture.app, omar, step)).rejects.toThrow('being done');
    await expect(skipStep(fixture.app, omar, { ...step, reason: 'x' })).rejects.toThrow('being done');
    if (held) await finishStep(fixture.app, held, { kind: 'completed', output: { sum: 1 } });
    expect(await stepAt(runId, 'post')).toMatchObject({ status: 'completed', skippedBy: null, output: { sum: 1 } });
  });

  test('of a worker that takes a step and an operator who skips it, one wins and the other writes nothing', async () => {
    const slug = await publish(chain(start, call('post'), done));
    for (let round = 0; round < 10; round += 1) {
      const runId = await begin(slug);
      const step = await at(runId, 'post');
      const [claimed, skipped] = await Promise.allSettled([
        claim(),
        skipStep(fixture.app, omar, { ...step, output: 'by hand', reason: 'x' }),
      ]);
      const worker = claimed.status === 'fulfilled' ? claimed.value.find(({ id }) => id === step.stepId) : undefined;
      if (worker) await finishStep(fixture.app, worker, { kind: 'completed', output: 'by a worker' });
      expect(skipped.status === 'fulfilled').toBe(worker === undefined);
      expect((await stepAt(runId, 'post')).output).toBe(worker ? 'by a worker' : 'by hand');
    }
  });

  test('an operator never approves: an approval is left by another way only, and withdrawn', async () => {
    const ask = {
      id: 'ask',
      kind: 'approval' as const,
      config: { title: 'May we?', allowsChanges: false, stages: [{ name: 'One', who: { roles: ['approver'] } }] },
    };
    const edges: Edges = [
      { from: 'start', to: 'ask' },
      { from: 'ask', to: 'end', port: 'approved' },
      { from: 'ask', to: 'end', port: 'rejected' },
    ];
    const runId = await begin(await publish([[start, ask, done], edges]));
    expect((await look(runId)).wait?.remedy).toContain('Nobody who is asked can decide');
    await createPerson(fixture.app, organisationId, { roles: ['approver'] });
    expect((await look(runId)).wait).toMatchObject({ action: 'decide' });
    const step = await at(runId, 'ask');
    await expect(retryStep(fixture.app, omar, step)).rejects.toThrow('has not failed');
    await expect(skipStep(fixture.app, omar, { ...step, port: 'approved', reason: 'x' })).rejects.toThrow(
      'only be approved',
    );
    await skipStep(fixture.app, omar, { ...step, port: 'rejected', reason: 'too late' });
    expect((await look(runId)).status).toBe('completed');
    expect(await auditTypes()).toContain('approval.withdrawn');
  });

  test('whoever may not operate, and whoever belongs elsewhere', async () => {
    answers = [400];
    const runId = await beginAndDrain(await publish(chain(start, call('post'), done)));
    const step = await at(runId, 'post');
    const viewer = await createPerson(fixture.app, organisationId, { roles: ['viewer'] });
    const stranger = await createPerson(fixture.app, await createOrganisation(fixture.app), { roles: ['owner'] });
    for (const [actor, problem] of [
      [viewer, 'Your role'],
      [stranger, 'does not exist'],
    ] as const) {
      const attempts: (() => Promise<unknown>)[] = [
        () => retryStep(fixture.app, actor, step),
        () => skipStep(fixture.app, actor, { ...step, reason: 'x' }),
        () => pauseRun(fixture.app, actor, { runId }),
        () => resumeRun(fixture.app, actor, { runId }),
        () => rerunRun(fixture.app, actor, { runId }),
        () => setAsideRun(fixture.app, actor, { runId, reason: 'x' }),
        () => changeVariable(fixture.app, actor, { runId, name: 'total', value: 1, revision: 1 }),
      ];
      for (const attempt of attempts) await expect((async () => attempt())()).rejects.toThrow(problem);
    }
    expect(await listAttention(fixture.app, stranger, {})).toEqual({ items: [], nextCursor: null });
  });
});

describe('a paused run', () => {
  test('gives workers nothing, records what happens meanwhile, and goes on where it is when it is resumed', async () => {
    const runId = await begin(await publish(chain(start, wait, set('on', '3'), call('post'), end)));
    await pauseRun(fixture.app, omar, { runId, reason: 'looking into it' });
    await expect(pauseRun(fixture.app, omar, { runId })).rejects.toThrow('paused already, by Omar');
    expect((await look(runId)).wait).toMatchObject({
      action: 'resume',
      reason: expect.stringContaining('Paused by Omar'),
    });
    fixture.advance(3_700_000);
    await drain(fixture.app, organisationId);
    expect(await stepAt(runId, 'pause')).toMatchObject({ status: 'completed' });
    expect(await stepAt(runId, 'post')).toMatchObject({ status: 'ready' });
    expect(await look(runId)).toMatchObject({ status: 'waiting', pause: { by: 'Omar' } });
    expect(keys).toEqual([]);
    await resumeRun(fixture.app, omar, { runId });
    await expect(resumeRun(fixture.app, omar, { runId })).rejects.toThrow('not paused');
    await drain(fixture.app, organisationId);
    expect(await look(runId)).toMatchObject({ status: 'completed', output: { total: 3 }, pause: null });
    expect(await auditTypes()).toEqual(expect.arrayContaining(['run.paused', 'run.resumed']));
  });

  test('lets the worker finish what it has, and starts nothing after it, whoever would go on with it', async () => {
    const runId = await begin(await publish(chain(start, call('one'), call('two'), done)));
    const [held] = await claim();
    await pauseRun(fixture.app, omar, { runId });
    if (!held) throw new Error('nothing to claim');
    const finished = await finishStep(fixture.app, held, { kind: 'completed', output: null }, { chainTo: 'worker' });
    expect(finished).toEqual({ wasHolder: true, next: null });
    expect(await claim()).toEqual([]);
    expect(await stepAt(runId, 'two')).toMatchObject({ status: 'ready' });
  });

  test('keeps a retry for later, with the time it had', async () => {
    answers = [503];
    const retry = { maxAttempts: 3, initialDelayMs: 60_000, maxDelayMs: 60_000 };
    const runId = await beginAndDrain(await publish(chain(start, call('post', { retry }), done)));
    await pauseRun(fixture.app, omar, { runId });
    await resumeRun(fixture.app, omar, { runId });
    expect(await claim()).toEqual([]);
    expect((await look(runId)).wait).toMatchObject({
      action: 'retry',
      reason: expect.stringContaining('tried again at'),
    });
    await retryStep(fixture.app, omar, await at(runId, 'post'));
    await drain(fixture.app, organisationId);
    expect((await look(runId)).status).toBe('completed');
  });

  test('is never half paused: a step is either with the worker that was faster, or with nobody', async () => {
    const slug = await publish(chain(start, call('post'), done));
    for (let round = 0; round < 20; round += 1) {
      const runId = await begin(slug);
      const [, claimed] = await Promise.all([pauseRun(fixture.app, omar, { runId }), claim()]);
      expect(await claim()).toEqual([]);
      const { status } = await stepAt(runId, 'post');
      expect(status).toBe(claimed.length === 1 ? 'running' : 'ready');
      await cancelRun(fixture.app, omar, { runId });
    }
  });

  test('that has ended is neither paused nor resumed', async () => {
    const runId = await begin(await publish(chain(start, wait, done)));
    await pauseRun(fixture.app, omar, { runId });
    await cancelRun(fixture.app, omar, { runId });
    await expect(pauseRun(fixture.app, omar, { runId })).rejects.toThrow();
    await expect(resumeRun(fixture.app, omar, { runId })).rejects.toThrow('already ended');
    expect(await look(runId)).toMatchObject({ status: 'cancelled', pause: null, wait: null });
  });
});

describe('a variable', () => {
  test('is changed once by two operators who saw the same, is recorded, and lets conditions look again', async () => {
    const until = { id: 'until', kind: 'condition' as const, config: { when: 'has(vars.go) && vars.go == true' } };
    const runId = await begin(await publish(chain(start, set('first', '1'), until, end)));
    expect((await look(runId)).wait).toMatchObject({ action: 'change_variable' });
    const { revision } = await look(runId);
    const change = (value: number) => changeVariable(fixture.app, omar, { runId, name: 'total', value, revision });
    expect(await outcomes(change(5), change(6))).toEqual(['fulfilled', 'rejected']);
    const now = await look(runId);
    await changeVariable(fixture.app, omar, { runId, name: 'go', value: true, revision: now.revision });
    expect(await look(runId)).toMatchObject({ status: 'completed', output: { total: now.variables.total } });
    const late = changeVariable(fixture.app, omar, { runId, name: 'go', value: false, revision: now.revision + 1 });
    await expect(late).rejects.toThrow();
    expect((await auditTypes()).filter((type) => type === 'run.variable-changed')).toHaveLength(2);
  });
});

describe('a run that is run again', () => {
  const twoCalls = (onFailure: 'hold' | 'fail' = 'fail') =>
    publish(
      chain(
        start,
        set('first', '1'),
        call('one'),
        set('more', 'vars.total + 1'),
        call('two'),
        set('last', 'vars.total * 10'),
        end,
      ),
      onFailure,
    );

  test('begins at the step that failed: what was done before stands and is not repeated', async () => {
    answers = [200, 400];
    const failed = await beginAndDrain(await twoCalls());
    expect((await look(failed)).status).toBe('failed');
    const { runId, kept } = await rerunRun(fixture.app, omar, { runId: failed, reason: 'mended' });
    await drain(fixture.app, organisationId);
    const again = await look(runId);
    expect(again).toMatchObject({ status: 'completed', output: { total: 20 }, rerunOf: { id: failed, from: 'two' } });
    expect(kept).toBe(4);
    expect(again.steps.map(({ nodeId, isKept }) => `${nodeId} ${isKept}`)).toEqual([
      'start true',
      'first true',
      'one true',
      'more true',
      'two false',
      'last false',
      'end false',
    ]);
    expect(keys.filter((key) => key.startsWith('/one'))).toHaveLength(1);
    expect(await look(failed)).toMatchObject({ status: 'failed', reruns: [{ id: runId, status: 'completed' }] });
    expect(await auditTypes()).toContain('run.rerun');
  });

  test('has the variables that step saw, not those written later', async () => {
    const done = await beginAndDrain(await twoCalls());
    expect(await look(done)).toMatchObject({ status: 'completed', output: { total: 20 } });
    const { runId } = await rerunRun(fixture.app, omar, await at(done, 'more'));
    await drain(fixture.app, organisationId);
    expect(await look(runId)).toMatchObject({ status: 'completed', output: { total: 20 } });
    const twice = await rerunRun(fixture.app, omar, await at(runId, 'last'));
    expect(await look(twice.runId)).toMatchObject({ status: 'completed', output: { total: 20 } });
  });

  test('is run again by one of two operators, and once more only when somebody says so', async () => {
    answers = [200, 400, 400];
    const failed = await beginAndDrain(await twoCalls());
    const both = outcomes(
      rerunRun(fixture.app, omar, { runId: failed }),
      rerunRun(fixture.app, omar, { runId: failed }),
    );
    expect(await both).toEqual(['fulfilled', 'rejected']);
    await expect(rerunRun(fixture.app, omar, { runId: failed })).rejects.toThrow('run again already');
    await rerunRun(fixture.app, omar, { runId: failed, again: true });
    expect((await look(failed)).reruns).toHaveLength(2);
  });

  test('is refused while it lives, and where the steps do not say all: paths side by side, rounds of a body', async () => {
    const living = await begin(await publish(chain(start, wait, done)));
    await expect(rerunRun(fixture.app, omar, { runId: living })).rejects.toThrow('has not ended');
    const split = { id: 'split', kind: 'parallelSplit' as const, config: {} };
    const join = { id: 'join', kind: 'join' as const, config: {} };
    const edges: Edges = [
      { from: 'start', to: 'split' },
      { from: 'split', to: 'one' },
      { from: 'split', to: 'two' },
      { from: 'one', to: 'join' },
      { from: 'two', to: 'join' },
      { from: 'join', to: 'end' },
    ];
    const wide = await beginAndDrain(await publish([[start, split, call('one'), call('two'), join, done], edges]));
    await expect(rerunRun(fixture.app, omar, await at(wide, 'one'))).rejects.toThrow('Run it again from');
    await expect(rerunRun(fixture.app, omar, { runId: wide })).rejects.toThrow('No step of this run has failed');
    const behind = await rerunRun(fixture.app, omar, await at(wide, 'join'));
    expect(behind).toMatchObject({ status: 'completed', kept: 4 });
    const loop = { id: 'loop', kind: 'loop' as const, config: { roundsMax: 1, until: 'true' } };
    const body: Edges = [
      { from: 'start', to: 'loop' },
      { from: 'loop', to: 'inner', port: 'body' },
      { from: 'loop', to: 'end' },
    ];
    const looped = await beginAndDrain(await publish([[start, loop, set('inner', '1'), end], body]));
    await expect(rerunRun(fixture.app, omar, await at(looped, 'inner'))).rejects.toThrow('part of a round');
  });
});

describe('a run inside a run', () => {
  const parentOf = (slug: string) =>
    publish(chain(start, { id: 'sub', kind: 'subworkflow', config: { workflow: slug } }, done));

  test('tells its own reason through the one around it, and a retry of the step starts another', async () => {
    const child = await publish(chain(start, call('post'), done), 'fail');
    answers = [400];
    const runId = await beginAndDrain(await parentOf(child));
    expect(await stepAt(runId, 'sub')).toMatchObject({ status: 'failed' });
    // The child's failure is the parent's business: one thing needs somebody, not two.
    expect((await listAttention(fixture.app, omar, {})).items.map(({ kind }) => kind)).toEqual(['held']);
    await retryStep(fixture.app, omar, await at(runId, 'sub'));
    await drain(fixture.app, organisationId);
    expect((await look(runId)).status).toBe('completed');
    expect((await countAttention(fixture.app, omar)).count).toBe(0);
  });

  test('is cancelled when the step that waits for it is skipped', async () => {
    const child = await publish(chain(start, wait, done));
    const runId = await beginAndDrain(await parentOf(child));
    const { wait: reason } = await look(runId);
    expect(reason).toMatchObject({ action: 'open_child', reason: expect.stringContaining('“pause” waits until') });
    await skipStep(fixture.app, omar, { ...(await at(runId, 'sub')), reason: 'not needed' });
    expect((await look(runId)).status).toBe('completed');
    await sweepFollowUps(fixture.app);
    expect((await look(reason?.childRunId as RunId)).status).toBe('cancelled');
  });
});

describe('what needs somebody', () => {
  const broken = async (count: number, onFailure: 'hold' | 'fail') => {
    const slug = await publish(chain(start, call('post'), done), onFailure);
    answers = Array.from({ length: count }, () => 400);
    for (let index = 0; index < count; index += 1) await begin(slug);
    await drain(fixture.app, organisationId);
    return slug;
  };

  test('is listed page by page, grouped by what went wrong, and gone when it is dealt with', async () => {
    await broken(3, 'hold');
    await broken(2, 'fail');
    await pauseRun(fixture.app, omar, { runId: await begin(await publish(chain(start, wait, done))) });
    expect(await countAttention(fixture.app, omar)).toEqual({ count: 6, isMore: false });
    const { groups, total } = await groupAttention(fixture.app, omar, {});
    expect(total).toBe(6);
    expect(groups.map(({ kind, nodeId, count }) => [kind, nodeId, count])).toEqual([
      ['held', 'post', 3],
      ['failed', 'post', 2],
      ['paused', null, 1],
    ]);
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await listAttention(fixture.app, omar, { limit: 4, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(new Set(seen).size).toBe(6);
    expect(seen).toEqual(seen.toSorted().toReversed());
    const [failed] = (await listAttention(fixture.app, omar, { kind: 'failed' })).items;
    if (failed) await setAsideRun(fixture.app, omar, { runId: failed.runId, reason: 'a test order' });
    expect((await countAttention(fixture.app, omar)).count).toBe(5);
    if (failed)
      await expect(setAsideRun(fixture.app, omar, { runId: failed.runId, reason: 'x' })).rejects.toThrow('already');
  });

  test('is retried in bulk, in batches, once however often somebody clicks', async () => {
    await broken(3, 'hold');
    const slug = await broken(3, 'fail');
    const preview = await previewBulkRetry(fixture.app, omar, {});
    expect(preview).toMatchObject({ count: 6, isMore: false });
    expect(await previewBulkRetry(fixture.app, omar, { workflowSlug: slug })).toMatchObject({ count: 3 });
    const click = async () => {
      const sum = { retried: 0, rerun: 0, refused: 0 };
      for (let cursor: string | undefined; ; ) {
        const batch = await bulkRetry(fixture.app, omar, {
          filter: {},
          bulkId: crypto.randomUUID(),
          limit: 2,
          ...(cursor ? { cursor } : {}),
        });
        sum.retried += batch.retried;
        sum.rerun += batch.rerun;
        sum.refused += batch.refused.length;
        if (batch.nextCursor === null) return sum;
        cursor = batch.nextCursor;
      }
    };
    const [one, other] = await Promise.all([click(), click()]);
    expect({ retried: one.retried + other.retried, rerun: one.rerun + other.rerun }).toEqual({ retried: 3, rerun: 3 });
    expect(await click()).toEqual({ retried: 0, rerun: 0, refused: 0 });
    await drain(fixture.app, organisationId);
    expect(keys).toHaveLength(12);
    expect((await countAttention(fixture.app, omar)).count).toBe(0);
    const types = await auditTypes();
    expect(types.filter((type) => type === 'step.retried')).toHaveLength(3);
    expect(types.filter((type) => type === 'run.rerun')).toHaveLength(3);
    expect(types).toContain('organisation.runs-retried');
  });
});

describe('a step that no worker takes', () => {
  test('says that none is there, or that it waits for a free one', async () => {
    const runId = await begin(await publish(chain(start, call('post'), done)));
    const { app } = fixture;
    await app.db.transaction('system', (tx) => tx.execute('DELETE FROM worker_seen', []));
    await app.db.transaction({ organisationId }, (tx) =>
      tx.execute(`UPDATE step SET available_at = now() - interval '1 minute' WHERE run_id = $1`, [runId]),
    );
    expect((await look(runId)).wait).toMatchObject({
      action: 'start_worker',
      reason: expect.stringContaining('no worker has'),
    });
    await noteWorker(app, 'worker');
    expect((await look(runId)).wait).toMatchObject({ action: null, reason: expect.stringContaining('a free worker') });
  });
});
