import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type BudgetAccount,
  type BudgetSlice,
  expire,
  freeOf,
  giveBack,
  heldOf,
  lease,
  outstandingOf,
  resolveUnknown,
  settle,
} from './budget-account.ts';
import { admit, sliceBeyond } from './budget-admission.ts';

/** A process as it is: its slices, what it has promised of them, and the calls it has under way or has given up. */
interface Holder {
  slices: { slice: BudgetSlice; inHand: number }[];
  calls: { slice: number; worst: number; isUnknown: boolean }[];
  isAlive: boolean;
}

/** The world of the property: one account, some processes, and what was really billed. */
const createWorld = (cap: number, holders: number) => {
  let account: BudgetAccount = { capMicroUsd: cap, takenMicroUsd: 0, spentMicroUsd: 0, unknownMicroUsd: 0 };
  let billed = 0;
  const all: Holder[] = Array.from({ length: holders }, () => ({ slices: [], calls: [], isAlive: true }));
  const empty: BudgetSlice = { amountMicroUsd: 0, settledMicroUsd: 0, isExpired: false };

  /** Open: the process writes into the slice it believes to be its own, or into a new one when that has expired. */
  const openSlice = (holder: Holder): number => {
    const last = holder.slices.length - 1;
    if (holder.slices[last] && !holder.slices[last].slice.isExpired) return last;
    holder.slices.push({ slice: empty, inHand: 0 });
    return last + 1;
  };
  const reserve = (holder: Holder, worst: number, wish: number): void => {
    const index = openSlice(holder);
    const own = holder.slices[index];
    if (!own) return;
    const offers = new Map([['p', { inHandMicroUsd: own.inHand, freeMicroUsd: freeOf(account) }]]);
    const [refusedBy] = admit([{ worstMicroUsd: worst, periodIds: ['p'] }], offers).refusedBy;
    if (refusedBy !== null) return;
    const needed = Math.max(0, worst - own.inHand);
    const granted = needed + sliceBeyond(freeOf(account) - needed, wish);
    const next = lease({ account, slice: own.slice }, granted);
    account = next.account;
    own.slice = next.slice;
    own.inHand += granted - worst;
    holder.calls.push({ slice: index, worst, isUnknown: false });
  };
  const end = (holder: Holder, share: number, kind: 'actual' | 'unknown'): void => {
    const call = kind === 'unknown' ? holder.calls.find(({ isUnknown }) => !isUnknown) : holder.calls.shift();
    const own = call && holder.slices[call.slice];
    if (!call || !own) return;
    const actual = Math.floor((call.worst * share) / 100);
    const settlement = {
      kind: kind === 'actual' && call.isUnknown ? ('late' as const) : kind,
      worstMicroUsd: call.worst,
      actualMicroUsd: actual,
    };
    const next = settle({ account, slice: own.slice }, settlement);
    account = next.account;
    own.slice = next.slice;
    if (kind === 'unknown') call.isUnknown = true;
    else billed += actual;
  };
  const returnIdle = (holder: Holder): void => {
    for (const own of holder.slices) {
      const next = giveBack({ account, slice: own.slice }, own.inHand);
      account = next.account;
      own.slice = next.slice;
      own.inHand = 0;
    }
  };
  const expireAll = (holder: Holder): void => {
    for (const own of holder.slices) {
      const next = expire({ account, slice: own.slice });
      account = next.account;
      own.slice = next.slice;
    }
  };
  /** The worst that can come true: what was billed, and every call that may have been made at its worst case. */
  const exposure = () => billed + all.flatMap(({ calls }) => calls).reduce((sum, { worst }) => sum + worst, 0);
  /** Somebody reads on an invoice what all that is unknown came to. */
  const resolve = (share: number): void => {
    const { unknownMicroUsd } = account;
    account = resolveUnknown(account, unknownMicroUsd, Math.floor((unknownMicroUsd * share) / 100));
  };
  return { all, reserve, end, returnIdle, expireAll, resolve, exposure, account: () => account };
};

const stepArbitrary = fc.record({
  holder: fc.integer({ min: 0, max: 3 }),
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('reserve' as const) },
    { weight: 4, arbitrary: fc.constantFrom('end' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('unknown' as const, 'crash' as const, 'expire' as const, 'return' as const),
    },
  ),
  worst: fc.integer({ min: 0, max: 60 }),
  wish: fc.integer({ min: 0, max: 500 }),
  share: fc.integer({ min: 0, max: 100 }),
});

test('no interleaving of processes, crashes, expiries and late answers overruns the cap', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), fc.array(stepArbitrary, { maxLength: 120 }), (cap, steps) => {
      const world = createWorld(cap, 4);
      for (const { holder, what, worst, wish, share } of steps) {
        const own = world.all[holder];
        if (!own) continue;
        // A crash says nothing more; a process that merely slept goes on with what it believes to have.
        if (what === 'crash') own.isAlive = false;
        if (what === 'expire') world.expireAll(own);
        if (!own.isAlive) continue;
        if (what === 'reserve') world.reserve(own, worst, wish);
        if (what === 'end') world.end(own, share, 'actual');
        if (what === 'unknown') world.end(own, share, 'unknown');
        if (what === 'return') world.returnIdle(own);
        expect(world.exposure()).toBeLessThanOrEqual(cap);
      }
    }),
    { numRuns: 500 },
  );
});

test('what is spent, unknown, held and free is the cap, and what is held is what slices have outstanding', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), fc.array(stepArbitrary, { maxLength: 120 }), (cap, steps) => {
      const world = createWorld(cap, 4);
      for (const { holder, what, worst, wish, share } of steps) {
        const own = world.all[holder];
        if (!own) continue;
        if (what === 'reserve') world.reserve(own, worst, wish);
        if (what === 'end') world.end(own, share, 'actual');
        if (what === 'unknown') world.end(own, share, 'unknown');
        if (what === 'return') world.returnIdle(own);
        if (what === 'expire') world.expireAll(own);
        const account = world.account();
        const open = world.all.flatMap(({ slices }) => slices).filter(({ slice }) => !slice.isExpired);
        expect(heldOf(account)).toBe(open.reduce((sum, { slice }) => sum + outstandingOf(slice), 0));
        expect(account.spentMicroUsd + account.unknownMicroUsd + heldOf(account) + freeOf(account)).toBe(cap);
        for (const part of [account.spentMicroUsd, account.unknownMicroUsd, heldOf(account)]) {
          expect(part).toBeGreaterThanOrEqual(0);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('when every call has been settled and nothing is in hand, all that was not spent is free again', () => {
  fc.assert(
    fc.property(fc.array(stepArbitrary, { maxLength: 120 }), (steps) => {
      const world = createWorld(1000, 4);
      for (const { holder, what, worst, wish, share } of steps) {
        const own = world.all[holder];
        if (!own) continue;
        if (what === 'reserve') world.reserve(own, worst, wish);
        if (what === 'unknown') world.end(own, share, 'unknown');
        if (what === 'expire') world.expireAll(own);
      }
      for (const own of world.all) {
        while (own.calls.length > 0) world.end(own, 50, 'actual');
        world.returnIdle(own);
      }
      const account = world.account();
      expect(account.unknownMicroUsd).toBe(0);
      expect(freeOf(account)).toBe(1000 - account.spentMicroUsd);
    }),
  );
});

test('whatever is resolved by hand, and whoever comes back late: no part is negative, and nothing that is held is lost', () => {
  const arbitrary = fc.record({
    step: stepArbitrary,
    resolves: fc.option(fc.integer({ min: 0, max: 150 }), { freq: 8, nil: null }),
  });
  fc.assert(
    fc.property(fc.array(arbitrary, { maxLength: 120 }), (steps) => {
      const world = createWorld(1000, 4);
      for (const { step, resolves } of steps) {
        const own = world.all[step.holder];
        if (!own) continue;
        if (resolves !== null) world.resolve(resolves);
        if (step.what === 'reserve') world.reserve(own, step.worst, step.wish);
        if (step.what === 'end') world.end(own, step.share, 'actual');
        if (step.what === 'unknown') world.end(own, step.share, 'unknown');
        if (step.what === 'return') world.returnIdle(own);
        if (step.what === 'expire') world.expireAll(own);
        const account = world.account();
        const open = world.all.flatMap(({ slices }) => slices).filter(({ slice }) => !slice.isExpired);
        expect(heldOf(account)).toBe(open.reduce((sum, { slice }) => sum + outstandingOf(slice), 0));
        for (const part of [account.spentMicroUsd, account.unknownMicroUsd, heldOf(account)]) {
          expect(part).toBeGreaterThanOrEqual(0);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('what an invoice says replaces the worst case', () => {
  const account = { capMicroUsd: 100, takenMicroUsd: 60, spentMicroUsd: 20, unknownMicroUsd: 40 };
  const resolved = resolveUnknown(account, 40, 10);
  expect(resolved).toEqual({ capMicroUsd: 100, takenMicroUsd: 30, spentMicroUsd: 30, unknownMicroUsd: 0 });
  expect(() => resolveUnknown(account, 41, 10)).toThrow(RangeError);
});
