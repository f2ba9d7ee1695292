import { expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

it('does what was asked for while it was busy once more, and not before it is through', async () => {
  const ends: (() => void)[] = [];
  const run = oneAtATime(() => new Promise<void>((resolve) => ends.push(resolve)));
  const first = run();
  await Promise.all([run(), run(), run()]);
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await Promise.resolve();
  await Promise.resolve();
  expect(ends).toHaveLength(2);
  ends[1]?.();
  await first;
  expect(ends).toHaveLength(2);
});

it('goes on after work that failed', async () => {
  let tries = 0;
  const run = oneAtATime(async () => {
    tries += 1;
    if (tries === 1) throw new Error('offline');
  });
  await expect(run()).rejects.toThrow('offline');
  await run();
  expect(tries).toBe(2);
});
