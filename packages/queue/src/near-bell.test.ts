import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hearNearBell, openNearBell } from './near-bell.ts';

let directory: string;
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'near-bell-')), 'ring');
});
afterEach(() => rmSync(join(directory, '..'), { recursive: true, force: true }));

const fail = (error: unknown) => {
  throw error;
};
const hear = async (onRing: () => void = () => undefined) => {
  const before = countFiles();
  const ear = hearNearBell(directory, onRing, fail);
  await expect.poll(countFiles).toBe(before + 1);
  return ear;
};
const countFiles = (): number => {
  try {
    return readdirSync(directory).length;
  } catch {
    return 0;
  }
};

test('every worker that is there hears a ring', async () => {
  const [one, two] = [vi.fn(), vi.fn()];
  const ears = [await hear(one), await hear(two)];
  const bell = openNearBell(directory);
  expect(bell.ring()).toBe(true);
  await expect.poll(() => [one.mock.calls.length, two.mock.calls.length]).toEqual([1, 1]);
  for (const ear of ears) ear.close();
  bell.close();
});

test('without a worker the sender is told so: in an absent folder, after the last has gone, and when it disappeared', async () => {
  const nobody = openNearBell(directory);
  expect(nobody.ring()).toBe(false);
  nobody.close();

  (await hear()).close();
  const gone = openNearBell(directory);
  expect(gone.ring()).toBe(false);
  gone.close();

  const ear = await hear();
  for (const name of readdirSync(directory)) utimesSync(join(directory, name), 0, 0);
  const disappeared = openNearBell(directory);
  expect(disappeared.ring()).toBe(false);
  disappeared.close();
  ear.close();
});

test('a bell that is closed is silent', async () => {
  const ear = await hear();
  const bell = openNearBell(directory);
  bell.close();
  expect(bell.ring()).toBe(false);
  ear.close();
});
