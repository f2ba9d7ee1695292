import { type JsonValue, jsonValueSchema } from '@switchyard/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentDigest, requestDigest } from './request-digest.ts';

const json = fc.jsonValue({ maxDepth: 3 }).map((value) => jsonValueSchema.parse(value));

/** The same value with the keys of every object in the opposite order. */
const reordered = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reordered(member)]),
  );
};

test('the order of keys does not change a digest', () => {
  fc.assert(fc.property(json, (value) => contentDigest(value) === contentDigest(reordered(value))));
});

test('a change of content, policy or version changes the digest', () => {
  fc.assert(
    fc.property(json, json, (left, right) => {
      fc.pre(JSON.stringify(left) !== JSON.stringify(right) && contentDigest(left) !== contentDigest(right));
      expect(requestDigest(left, null, 'v')).not.toBe(requestDigest(right, null, 'v'));
      expect(requestDigest(null, left, 'v')).not.toBe(requestDigest(null, right, 'v'));
      expect(requestDigest(left, null, 'v')).not.toBe(requestDigest(left, null, 'w'));
    }),
  );
});

test('content cannot pass for policy', () => {
  expect(requestDigest({ a: 1 }, {}, 'v')).not.toBe(requestDigest({}, { a: 1 }, 'v'));
});

test('the format of version 1 stays', () => {
  expect(requestDigest({ title: 'Invoice 4711', facts: [] }, { risk: 'low' }, 'v1')).toBe(
    '1307a934d1c0c2e68ff7710c68913470aa280eb99d21d39f8a469c284a4dbf0f',
  );
});
