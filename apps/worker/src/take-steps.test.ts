import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { takeSteps } from './take-steps.ts';

/** Steps that are due, and the ends of those in hand. */
const desk = (due: number[]) => {
  const ends = new Map<number, () => void>();
  const asked: number[] = [];
  return {
    due,
    asked,
    inHand: () => [...ends.keys()],
    end: (step: number) => {
      ends.get(step)?.();
      ends.delete(step);
    },
    claim: async (max: number) => {
      asked.push(max);
      return due.splice(0, max);
    },
    execute: (step: number) => new Promise<void>((resolve) => ends.set(step, resolve)),
    onError: () => undefined,
  };
};

test('no more steps are in hand than there are hands, and a free hand takes the next', async () => {
  const work = desk([1, 2, 3, 4, 5]);
  const taking = takeSteps({ concurrency: 2, ...work });
  await expect.poll(work.inHand).toEqual([1, 2]);
  work.end(1);
  await expect.poll(work.inHand).toEqual([2, 3]);
  expect(Math.max(...work.asked)).toBe(2);
  for (const step of [2, 3]) work.end(step);
  await expect.poll(work.inHand).toEqual([4, 5]);
  const stopped = taking.stop();
  for (const step of [4, 5]) work.end(step);
  await stopped;
});

test('what becomes due without a ring is found by looking', async () => {
  const work = desk([]);
  const taking = takeSteps({ concurrency: 1, ...work });
  await expect.poll(() => work.asked.length).toBeGreaterThan(0);
  work.due.push(1);
  await expect.poll(work.inHand).toEqual([1]);
  work.end(1);
  await taking.stop();
});

test('stopping takes nothing more and waits for what is in hand', async () => {
  const work = desk([1]);
  const taking = takeSteps({ concurrency: 2, ...work });
  await expect.poll(work.inHand).toEqual([1]);
  let isStopped = false;
  const stopped = taking.stop().then(() => {
    isStopped = true;
  });
  work.due.push(2);
  await new Promise(setImmediate);
  expect(isStopped).toBe(false);
  work.end(1);
  await stopped;
  expect(work.due).toEqual([2]);
});

test('a claim or a step that fails is reported and the next is taken', async () => {
  const errors: unknown[] = [];
  const work = desk([1, 2]);
  let claims = 0;
  const taking = takeSteps({
    concurrency: 1,
    claim: (max) => {
      claims += 1;
      return claims === 1 ? Promise.reject(new Error('database away')) : work.claim(max);
    },
    execute: (step) => (step === 1 ? Promise.reject(new Error('step broken')) : work.execute(step)),
    onError: (error) => errors.push(error),
  });
  await expect.poll(work.inHand).toEqual([2]);
  expect(errors.map(String)).toEqual(['Error: database away', 'Error: step broken']);
  work.end(2);
  await taking.stop();
});

test('a ring that brings nothing is followed by a few looks, not by many', async () => {
  const work = desk([]);
  const taking = takeSteps({ concurrency: 1, ...work });
  await expect.poll(() => work.asked.length).toBe(1);
  taking.wake();
  await delay(400);
  expect(work.asked.length).toBeGreaterThan(1);
  expect(work.asked.length).toBeLessThan(15);
  await taking.stop();
});
