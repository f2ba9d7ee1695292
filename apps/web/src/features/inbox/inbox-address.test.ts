import { expect, test } from 'vitest';
import { idOfPath, inboxPath, isNarrowed, toListInput } from './inbox-address.ts';

const plain = { filter: 'mine', q: '', workflow: '' } as const;

test('an address says what is shown, and nothing where it is as usual', () => {
  expect(inboxPath(null, plain)).toBe('/inbox');
  expect(inboxPath('a-1', { ...plain, filter: 'all' })).toBe('/inbox/a-1?filter=all');
  const path = inboxPath('a-1', { filter: 'decided', q: '100% & "more"', workflow: 'invoice' });
  const read = new URL(path, 'http://localhost');
  expect(Object.fromEntries(read.searchParams)).toEqual({
    filter: 'decided',
    q: '100% & "more"',
    workflow: 'invoice',
  });
  expect(idOfPath(read.pathname)).toBe('a-1');
});

test('the server is asked for no more than it takes, whatever the address says', () => {
  expect(toListInput(plain)).toEqual({ filter: 'mine', limit: 50 });
  expect(toListInput({ ...plain, q: '  ' })).toEqual({ filter: 'mine', limit: 50 });
  expect(toListInput({ ...plain, q: 'x'.repeat(10_000) }).search).toHaveLength(200);
  expect(toListInput({ ...plain, workflow: 'invoice-approval' }).workflowSlug).toBe('invoice-approval');
  expect(toListInput({ ...plain, workflow: '../../etc' }).workflowSlug).toBeUndefined();
});

test('blanks alone narrow nothing', () => {
  expect(isNarrowed({ ...plain, q: ' ' })).toBe(false);
  expect(isNarrowed({ ...plain, workflow: 'invoice' })).toBe(true);
});
