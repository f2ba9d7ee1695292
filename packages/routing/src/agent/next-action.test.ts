import { toolCallStatuses } from '@switchyard/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AgentProgress, nextAction, type RecordedCall, type RecordedTurn } from './next-action.ts';

const limits = { turnsMax: 4, callsMax: 3, timeMsMax: 1000 };
const call = (more: Partial<RecordedCall> = {}): RecordedCall => ({
  id: 'c1',
  status: 'asked',
  needsApproval: false,
  isRepeatable: false,
  durationMs: 1,
  ...more,
});
const turn = (...calls: RecordedCall[]): RecordedTurn => ({
  status: 'answered',
  costMicroUsd: 10,
  durationMs: 1,
  calls,
});
const next = (turns: readonly RecordedTurn[], more: Partial<AgentProgress> = {}) =>
  nextAction({ limits, onRejection: 'tell', turns, ...more });

describe('an agent step', () => {
  it('begins by asking', () => {
    expect(next([])).toEqual({ kind: 'ask', turn: 1, offersTools: true, costMicroUsdMax: null });
  });
  it('asks the same turn again when its answer was not recorded', () => {
    expect(next([{ ...turn(), status: 'asked' }])).toMatchObject({ kind: 'ask', turn: 1 });
  });
  it('deals with calls in their order, and asks when all are over', () => {
    const done = call({ id: 'c0', status: 'done' });
    expect(next([turn(done, call())])).toEqual({ kind: 'call', callId: 'c1' });
    expect(next([turn(done, call({ status: 'failed' }))])).toMatchObject({ kind: 'ask', turn: 2 });
  });
  it('asks people first where the tool needs it, once', () => {
    expect(next([turn(call({ needsApproval: true }))])).toMatchObject({ kind: 'approve', isOpen: false });
    expect(next([turn(call({ needsApproval: true, status: 'waiting' }))])).toMatchObject({
      kind: 'approve',
      isOpen: true,
    });
    expect(next([turn(call({ needsApproval: true, status: 'approved' }))])).toMatchObject({ kind: 'call' });
  });
  it('repeats a call that had begun only where that does no harm', () => {
    expect(next([turn(call({ status: 'begun' }))])).toMatchObject({ kind: 'clarify' });
    expect(next([turn(call({ status: 'begun', isRepeatable: true }))])).toMatchObject({ kind: 'call' });
  });
  it('fails after a rejection only where it says so', () => {
    const rejected = [turn(call({ status: 'rejected' }))];
    expect(next(rejected)).toMatchObject({ kind: 'ask' });
    expect(next(rejected, { onRejection: 'fail' })).toMatchObject({ kind: 'rejected' });
  });
  it('stops at each limit, and offers no tools where only an answer helps', () => {
    const over = (count: number) =>
      Array.from({ length: count }, (_, index) => call({ id: `c${index}`, status: 'done' }));
    expect(next([turn(), turn(), turn(), turn()])).toEqual({ kind: 'stop', limit: 'turns' });
    expect(next([turn(), turn(), turn()])).toMatchObject({ kind: 'ask', turn: 4, offersTools: false });
    expect(next([turn(...over(3))])).toMatchObject({ kind: 'ask', offersTools: false });
    expect(next([turn(...over(3), call())])).toEqual({ kind: 'stop', limit: 'calls' });
    expect(next([turn(call({ status: 'done', durationMs: 1000 }))])).toEqual({ kind: 'stop', limit: 'time' });
    const cost = { limits: { ...limits, costMicroUsdMax: 15 } };
    expect(next([turn(call({ status: 'done' }))], cost)).toMatchObject({ kind: 'ask', costMicroUsdMax: 5 });
    expect(next([turn(), turn()], cost)).toEqual({ kind: 'stop', limit: 'cost' });
  });

  const calls = fc.record({
    id: fc.uuid(),
    status: fc.constantFrom(...toolCallStatuses),
    needsApproval: fc.boolean(),
    isRepeatable: fc.boolean(),
    durationMs: fc.nat(2000),
  });
  const turns = fc.array(
    fc.record({
      status: fc.constantFrom('asked' as const, 'answered' as const),
      costMicroUsd: fc.nat(100),
      durationMs: fc.nat(500),
      calls: fc.array(calls, { maxLength: 4 }),
    }),
    { maxLength: 5 },
  );

  it('never makes a call that needs an approval without one, nor one that is over or unclear', () => {
    fc.assert(
      fc.property(turns, fc.constantFrom('tell' as const, 'fail' as const), (recorded, onRejection) => {
        const action = next(recorded, { onRejection });
        if (action.kind !== 'call') return;
        const made = recorded.flatMap((each) => each.calls).find(({ id }) => id === action.callId);
        expect(['asked', 'approved', 'begun']).toContain(made?.status);
        if (made?.status === 'asked') expect(made.needsApproval).toBe(false);
        if (made?.status === 'begun') expect(made.isRepeatable).toBe(true);
      }),
    );
  });

  it('comes to an end whatever a model asks for', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 1 }), (asked) => {
        const recorded: RecordedTurn[] = [];
        for (let step = 0; step < 1000; step += 1) {
          const action = next(recorded);
          if (action.kind === 'stop') return;
          const last = recorded.at(-1);
          if (action.kind === 'call' && last) {
            const over = last.calls.map((each) =>
              each.id === action.callId ? { ...each, status: 'done' as const } : each,
            );
            recorded[recorded.length - 1] = { ...last, calls: over };
            continue;
          }
          expect(action.kind).toBe('ask');
          const count = asked[recorded.length % asked.length] ?? 0;
          recorded.push(turn(...Array.from({ length: count }, (_, index) => call({ id: `${step} ${index}` }))));
        }
        throw new Error('it never ended');
      }),
    );
  });
});
