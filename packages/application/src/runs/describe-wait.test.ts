import { nodeKinds, stepIdSchema, stepStatuses } from '@switchyard/domain';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeWait, type WaitingStep } from './describe-wait.ts';

const step: WaitingStep = {
  id: stepIdSchema.parse('01890000-0000-7000-8000-000000000000'),
  kind: 'http',
  name: 'Post',
  status: 'ready',
  waitingReason: null,
  crashes: 0,
  dueForMs: 60_000,
  isUndecidable: false,
  childRunId: null,
  childReason: null,
};
const say = (change: Partial<WaitingStep>, workerSilenceMs: number | null = 1000) =>
  describeWait({
    waitingReason: null,
    isPaused: false,
    isPausedWithParent: false,
    isQueued: false,
    step: { ...step, ...change },
    workerSilenceMs,
  });

describe('why a run does not move', () => {
  test.each([
    ['nobody is there to do it', { dueForMs: 40_000 }, 40_000, 'no worker has been seen for 40 s', 'start_worker'],
    ['nobody ever was', {}, null, 'for a day or more', 'start_worker'],
    ['whoever had it is gone', { status: 'running' }, 40_000, 'was given to a worker', 'start_worker'],
    ['its result cannot be stored yet', { status: 'running', waitingReason: 'No space.' }, 1000, 'No space.', null],
    ['all hands are full', {}, 1000, 'waits for a free worker', null],
    ['it is a suspect', { crashes: 1 }, 1000, 'tried apart', null],
    ['its time has not come', { dueForMs: -5000, waitingReason: 'Again at noon.' }, 1000, 'Again at noon.', 'retry'],
    [
      'people must approve a tool call',
      { kind: 'agent', status: 'waiting', waitingReason: 'Waits for a decision: “Help” asks to call shop/refund.' },
      1000,
      'asks to call',
      'decide',
    ],
    ['it failed and is held', { status: 'failed', waitingReason: '“Post” failed.' }, 1000, '“Post” failed.', 'retry'],
    ['nobody knows what happened', { status: 'unknown' }, 1000, 'may or may not', 'state_outcome'],
    [
      'the run inside it waits',
      { kind: 'subworkflow', status: 'waiting', childReason: 'Waits for Ben.' },
      1000,
      'waits for the run it started. Waits for Ben.',
      'open_child',
    ],
  ] as const)('says that %s', (_, change, silence, reason, action) => {
    const wait = say(change, silence);
    expect(wait?.reason).toContain(reason);
    expect(wait?.action).toBe(action);
  });

  test('says nothing of a step that is on its way or being done', () => {
    expect(say({ dueForMs: 100 })).toBeNull();
    expect(say({ status: 'running' })).toBeNull();
  });

  test('is that somebody paused it, whatever else there is', () => {
    const facts = { waitingReason: 'Paused by Omar.', isPaused: true, isQueued: false, step, workerSilenceMs: null };
    const alone = describeWait({ ...facts, isPausedWithParent: false });
    expect(alone).toMatchObject({ reason: 'Paused by Omar.', action: 'resume', stepId: null });
    expect(describeWait({ ...facts, isPausedWithParent: true })).toMatchObject({ action: 'open_parent', stepId: null });
  });

  test('comes with a remedy, always', () => {
    const anyStep = fc.record({
      kind: fc.constantFrom(...nodeKinds),
      status: fc.constantFrom(...stepStatuses),
      waitingReason: fc.option(fc.constant('It waits.')),
      crashes: fc.nat(3),
      dueForMs: fc.integer({ min: -10_000, max: 100_000 }),
      isUndecidable: fc.boolean(),
      childReason: fc.option(fc.constant('It waits too.')),
    });
    void fc.assert(
      fc.property(
        anyStep,
        fc.option(fc.nat(100_000)),
        fc.boolean(),
        fc.boolean(),
        (change, workerSilenceMs, isPaused, isQueued) => {
          const facts = {
            waitingReason: 'It waits.',
            isPaused,
            isPausedWithParent: isPaused && isQueued,
            isQueued,
            step: { ...step, ...change },
            workerSilenceMs,
          };
          const wait = describeWait(facts);
          expect(wait?.reason).toMatch(/[.:]|”/);
          expect(wait?.remedy).toMatch(/\.$/);
        },
      ),
    );
  });
});
