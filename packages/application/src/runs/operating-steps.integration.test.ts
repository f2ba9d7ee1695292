import type { RunId } from '@switchyard/domain';
import { describe, expect, test } from 'vitest';
import { createOrganisation, createPerson } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { cancelRun } from './cancel-run.ts';
import { changeVariable } from './change-variable.ts';
import { finishStep } from './finish-step.ts';
import { sweepFollowUps } from './follow-up.ts';
import { countAttention, listAttention } from './list-attention.ts';
import {
  answerWith,
  at,
  auditTypes,
  begin,
  beginAndDrain,
  call,
  chain,
  claim,
  done,
  type Edges,
  end,
  fixture,
  keys,
  look,
  omar,
  operateRuns,
  organisationId,
  outcomes,
  publish,
  set,
  start,
  stepAt,
  wait,
} from './operating-runs.fixture.ts';
import { pauseRun } from './pause-run.ts';
import { rerunRun } from './rerun-run.ts';
import { resumeRun } from './resume-run.ts';
import { retryStep } from './retry-step.ts';
import { setAsideRun } from './set-aside-run.ts';
import { skipStep } from './skip-step.ts';
import { startRun } from './start-run.ts';

operateRuns();

describe('a failed step that is held', () => {
  const failing = () => publish(chain(start, call('post'), set('after', '1 + 1'), end));

  test('keeps its run waiting with the reason and the remedy, and goes on under a new key when it is retried', async () => {
    answerWith(400);
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
    answerWith(400);
    const runId = await beginAndDrain(await failing());
    const step = await at(runId, 'post');
    const both = outcomes(retryStep(fixture.app, omar, step), retryStep(fixture.app, omar, step));
    expect(await both).toEqual(['fulfilled', 'rejected']);
    await drain(fixture.app, organisationId);
    expect(keys).toHaveLength(2);
  });

  test('is skipped with an output that what follows sees, by a way that leads on', async () => {
    answerWith(400);
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
      answerWith(400);
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

  test('a gate that asks nobody but who started the run says that nobody can decide, until somebody else is asked', async () => {
    const ask = {
      id: 'ask',
      kind: 'approval' as const,
      config: { title: 'May we?', allowsChanges: false, stages: [{ name: 'One', who: { roles: ['process_owner'] } }] },
    };
    const edges: Edges = [
      { from: 'start', to: 'ask' },
      { from: 'ask', to: 'end', port: 'approved' },
      { from: 'ask', to: 'end', port: 'rejected' },
    ];
    const workflowSlug = await publish([[start, ask, done], edges]);
    const petra = await createPerson(fixture.app, organisationId, { roles: ['process_owner'] });
    const { runId } = await startRun(fixture.app, petra, { workflowSlug });
    expect((await look(runId)).wait).toMatchObject({
      action: 'skip',
      remedy: expect.stringContaining('Nobody who is asked can decide'),
    });
    await createPerson(fixture.app, organisationId, { roles: ['process_owner'] });
    expect((await look(runId)).wait).toMatchObject({ action: 'decide' });
  });

  test('whoever may not operate, and whoever belongs elsewhere', async () => {
    answerWith(400);
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

describe('a run inside a run', () => {
  const parentOf = (slug: string) =>
    publish(chain(start, { id: 'sub', kind: 'subworkflow', config: { workflow: slug } }, done));

  test('tells its own reason through the one around it, and a retry of the step starts another', async () => {
    const child = await publish(chain(start, call('post'), done), 'fail');
    answerWith(400);
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
