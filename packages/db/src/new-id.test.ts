import { expect, test } from 'vitest';
import { newId } from './new-id.ts';

const version7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('ids are UUIDs of version 7, differ, and sort by creation, also within one millisecond', () => {
  const at = Date.now();
  const ids = Array.from({ length: 5000 }, () => newId(at));
  expect(ids.every((id) => version7.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(5000);
  expect(ids.toSorted()).toEqual(ids);
});

test('an id begins with the time it was made at', () => {
  const at = Date.now() + 60_000;
  expect(Number.parseInt(newId(at).replace('-', '').slice(0, 12), 16)).toBe(at);
});
