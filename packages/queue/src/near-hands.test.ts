import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LentHands, lendHands, type NearHands, openNearHands } from './near-hands.ts';

let directory: string;
const opened: { close(): unknown }[] = [];
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'hands-')), 'ring');
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  rmSync(join(directory, '..'), { recursive: true, force: true });
});

const fail = (error: unknown) => {
  throw error;
};
const sockets = (): string[] => {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
};

/** A worker whose steps end when the test says so. */
const lend = async (owner: string, count: number) => {
  const came: string[] = [];
  const ends: (() => void)[] = [];
  const before = sockets().length;
  const lent: LentHands = lendHands({
    directory,
    owner,
    count,
    onParcel: (parcel) => {
      came.push(parcel);
      return new Promise<void>((resolve) => ends.push(resolve));
    },
    onError: fail,
  });
  opened.push(lent);
  await expect.poll(() => sockets().length).toBe(before + 1);
  return { came, ends, lent };
};

const open = (): NearHands => {
  const hands = openNearHands(directory);
  opened.push(hands);
  return hands;
};

const takeOne = (hands: NearHands) =>
  expect
    .poll(() => {
      const hand = hands.take();
      hand?.putBack();
      return hand;
    })
    .not.toBeNull()
    .then(() => hands.take());

test('what is given to a hand reaches its worker, in order and whole', async () => {
  const worker = await lend('one', 3);
  const hands = open();
  const text = JSON.stringify({ text: 'Grüße\n„quoted“', long: 'x'.repeat(300_000) });
  const first = await takeOne(hands);
  expect(first?.owner).toBe('one');
  first?.give(text);
  hands.take()?.give('second');
  await expect.poll(() => worker.came).toEqual([text, 'second']);
});

test('a worker lends as many hands as it said, and each again once its step is done', async () => {
  const worker = await lend('one', 2);
  const hands = open();
  (await takeOne(hands))?.give('a');
  hands.take()?.give('b');
  expect(hands.take()).toBeNull();
  await expect.poll(() => worker.ends.length).toBe(2);
  worker.ends[0]?.();
  const third = await takeOne(hands);
  expect(hands.take()).toBeNull();
  third?.putBack();
  expect(hands.take()).not.toBeNull();
});

test('where no worker is, nothing is lent: in an absent folder, of one that lends none, and after one was killed', async () => {
  const nobody = open();
  expect(nobody.take()).toBeNull();
  const none = lendHands({ directory, owner: 'none', count: 0, onParcel: async () => undefined, onError: fail });
  expect(sockets()).toEqual([]);
  await none.close();
  writeFileSync(join(directory, '1-left.hands'), '');
  const hands = open();
  expect(hands.take()).toBeNull();
  await expect.poll(sockets).toEqual([]);
});

test('nothing is lent where others could write into the folder', async () => {
  mkdirSync(directory, { mode: 0o777, recursive: true });
  chmodSync(directory, 0o777);
  const lent = lendHands({ directory, owner: 'one', count: 2, onParcel: async () => undefined, onError: fail });
  await lent.close();
  expect(sockets()).toEqual([]);
});

test('a worker that leaves takes what was on its way, and lends nothing more', async () => {
  const worker = await lend('one', 2);
  const hands = open();
  const hand = await takeOne(hands);
  const left = worker.lent.close();
  await expect.poll(() => hands.take()).toBeNull();
  hand?.give('last');
  await left;
  expect(worker.came).toEqual(['last']);
  expect(sockets()).toEqual([]);
});

test('the worker with the most free hands is given the next step', async () => {
  await lend('few', 1);
  await lend('many', 3);
  const hands = open();
  const freest = () => {
    const hand = hands.take();
    hand?.putBack();
    return hand?.owner;
  };
  await expect.poll(freest).toBe('many');
});
