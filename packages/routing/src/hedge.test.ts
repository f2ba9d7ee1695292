import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionAmong } from '../test/scripted-supplier.ts';
import { type HedgePlace, hedgeCandidate, hedgeDelayMs, observedP95Ms, raceHedged } from './hedge.ts';

describe('when and who', () => {
  it('never without the rule; after its own time, or the percentile once it means something', () => {
    expect(hedgeDelayMs({ hedge: null }, 100)).toBeNull();
    expect(hedgeDelayMs({ hedge: { after: 'ms', ms: 300 } }, 100)).toBe(300);
    expect(hedgeDelayMs({ hedge: { after: 'p95' } }, 99.2)).toBe(100);
    expect(hedgeDelayMs({ hedge: { after: 'p95' } }, undefined)).toBeNull();
    const known = { graded: 0, succeeded: 0, latencyP95Ms: 70 };
    expect(observedP95Ms({ outcomes: { 'a/m': { ...known, calls: 19 } } }, 'a/m')).toBeUndefined();
    expect(observedP95Ms({ outcomes: { 'a/m': { ...known, calls: 20 } } }, 'a/m')).toBe(70);
  });

  it('the next model of the decision, else the same one; never a person, rules, or whoever was left out', () => {
    const decision = decisionAmong('a', 'b', 'people');
    const [first, second, person] = decision.candidates;
    if (!first || !second || !person) throw new Error('three candidates');
    expect(hedgeCandidate(decision, first, new Set())?.ref).toBe(second.ref);
    expect(hedgeCandidate(decision, first, new Set([second.ref]))?.ref).toBe(first.ref);
    expect(hedgeCandidate(decision, person, new Set())).toBeNull();
  });
});

type Ending = 'good' | 'bad' | 'throws';
interface Plan {
  readonly at: number;
  readonly ending: Ending;
}

/** Steps of a clock that only this test moves: everything that waits is resolved in the order of its time. */
const createClock = () => {
  const waiting: { at: number; wake: () => void }[] = [];
  return {
    wait: (at: number, signal: AbortSignal): Promise<void> =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        waiting.push({ at, wake: resolve });
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
    run: async (): Promise<void> => {
      for (let idle = 0; idle < 5; idle += 1) {
        await new Promise((done) => setImmediate(done));
        waiting.sort((left, right) => left.at - right.at);
        const next = waiting.shift();
        if (!next) continue;
        idle = 0;
        next.wake();
      }
    },
  };
};

const plan: fc.Arbitrary<Plan> = fc.record({
  at: fc.integer({ min: 1, max: 20 }),
  ending: fc.constantFrom<Ending>('good', 'bad', 'throws'),
});

describe('the race', () => {
  it('has at most one winner and one attempt beside the first; whoever loses has ended; a good answer is never lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(plan, plan), fc.integer({ min: 1, max: 20 }), async (plans, afterMs) => {
        const clock = createClock();
        const begun: HedgePlace[] = [];
        const won: HedgePlace[] = [];
        let running = 0;
        const race = raceHedged({
          afterMs,
          signal: new AbortController().signal,
          pause: (ms, signal) => clock.wait(ms, signal),
          run: async (place, signal, claim) => {
            begun.push(place);
            running += 1;
            try {
              const { at, ending } = plans[place];
              await clock.wait(place === 0 ? at : afterMs + at, signal);
              if (ending === 'throws') throw new Error('broken');
              if (ending === 'good' && (await claim())) {
                won.push(place);
                // The other one has ended before this one counts.
                expect(running).toBe(1);
              }
              return ending;
            } finally {
              running -= 1;
            }
          },
        });
        await clock.run();
        const results = await race;
        expect(running).toBe(0);
        expect(begun.length).toBe(results.length);
        expect(won.length).toBeLessThanOrEqual(1);
        const isSlow = begun.length === 2;
        const couldWin = plans[0].ending === 'good' || (isSlow && plans[1].ending === 'good');
        expect(won.length === 1).toBe(couldWin);
        if (plans[0].at < afterMs) expect(begun).toEqual([0]);
      }),
      { numRuns: 300 },
    );
  });

  it('whoever asked and leaves breaks both off', async () => {
    const leaving = new AbortController();
    const clock = createClock();
    const race = raceHedged({
      afterMs: 5,
      signal: leaving.signal,
      pause: (ms, signal) => clock.wait(ms, signal),
      run: async (place, signal) => {
        if (place === 1) leaving.abort(new Error('left'));
        await clock.wait(1000, signal);
      },
    });
    await clock.run();
    const results = await race;
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
