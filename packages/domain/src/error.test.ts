import { expect, it, vi } from 'vitest';
import { DomainError, isDomainError } from './error.ts';

it('is recognised where another copy of the module made it, as bundles of a server do; what merely looks like one is not', async () => {
  vi.resetModules();
  const copy = await import('./error.ts');
  const made = new copy.DomainError('conflict', 'Somebody was faster.');
  expect(made).not.toBeInstanceOf(DomainError);
  expect(isDomainError(made)).toBe(true);
  expect(copy.isDomainError(new DomainError('internal', 'x'))).toBe(true);
  expect(isDomainError(Object.assign(new Error('x'), { name: 'DomainError', code: 'conflict' }))).toBe(false);
  expect(isDomainError({ code: 'conflict', message: 'x' })).toBe(false);
});
