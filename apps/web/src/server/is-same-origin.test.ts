import { expect, test } from 'vitest';
import { isSameOrigin } from './is-same-origin.ts';

const own = 'https://flow.example.com';
const judge = (headers: Record<string, string>) =>
  isSameOrigin(new Headers({ host: 'flow.example.com', ...headers }), own);

test('our own pages may change things', () => {
  expect(judge({ 'sec-fetch-site': 'same-origin', origin: own })).toBe(true);
  expect(judge({ origin: own })).toBe(true);
});

test.each([
  { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
  { 'sec-fetch-site': 'same-site', origin: 'https://other.example.com' },
  { 'sec-fetch-site': 'none' },
  { 'sec-fetch-site': 'cross-site', origin: own },
  { origin: 'https://evil.example' },
  { origin: 'https://flow.example.com.evil.example' },
  { origin: 'null' },
  {},
])('nobody else may: %j', (headers) => {
  expect(judge(headers)).toBe(false);
});
