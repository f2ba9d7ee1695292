import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openPutOff } from './put-off.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

test('what cannot be done is left alone for longer each time, up to half a minute, and forgotten once it can', () => {
  const putOff = openPutOff();
  const lengths = Array.from({ length: 6 }, () => {
    putOff.add('a');
    let seconds = 0;
    for (; putOff.list().includes('a'); seconds += 1) vi.advanceTimersByTime(1000);
    return seconds;
  });
  expect(lengths).toEqual([2, 4, 8, 16, 30, 30]);
  vi.advanceTimersByTime(30_000);
  expect(putOff.list()).toEqual([]);
  putOff.add('a');
  vi.advanceTimersByTime(2000);
  expect(putOff.list()).toEqual([]);
});
