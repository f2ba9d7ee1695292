import { describe, expect, test } from 'vitest';
import { drain } from '../../test/drain.ts';
import { cancelRun } from './cancel-run.ts';
import { changeVariable } from './change-variable.ts';
import { finishStep } from './finish-step.ts';
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

operateRuns();

describe('a paused run', () => {
  test('gives workers nothing, records what happens meanwhile, and goes on where it is when it is resumed', async () => {
    const runId = await begin(await publish(chain(start, wait, set('on', '3'), call('post'), end)));
    await pauseRun(fixture.app, omar, { runId, reason: 'looking into it' });
    await expect(pauseRun(fixture.app, omar, { runId })).rejects.toThrow('paused already. Paused by Omar');
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
    answerWith(503);
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
    answerWith(200, 400);
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
    answerWith(200, 400, 400);
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
