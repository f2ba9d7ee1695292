import { expect, test } from 'vitest';
import { inBatches } from './in-batches.ts';

test('what comes while a batch is under way goes together, each item once and in order', async () => {
  const batches: (readonly number[])[] = [];
  let release: () => void = () => undefined;
  const send = inBatches<number>((items) => {
    batches.push(items);
    return new Promise((resolve) => {
      release = resolve;
    });
  });
  const first = send([1]);
  await Promise.resolve();
  const others = [send([2]), send([3, 4]), send([5])];
  release();
  await first;
  await Promise.resolve();
  release();
  await Promise.all(others);
  expect(batches).toEqual([[1], [2, 3, 4, 5]]);
});

test('a batch that fails fails for whoever was in it, and the next is sent', async () => {
  const send = inBatches<string>((items) =>
    items.includes('bad') ? Promise.reject(new Error('refused')) : Promise.resolve(),
  );
  const results = await Promise.allSettled([send(['bad']), send(['with it'])]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(send(['good'])).resolves.toBeUndefined();
});
