import { DomainError, isDomainError } from '@switchyard/domain/error';
import { expect, test } from 'vitest';
import { errorFrom, tellError } from './told-error.ts';

const sent = (error: unknown): Error => errorFrom(JSON.parse(JSON.stringify(tellError(error))));

test('a DomainError arrives as what it was, and says where it was thrown', () => {
  const thrown = new DomainError('unavailable', 'Come later.', { details: { retryAfterMs: 3 }, retryable: true });
  const arrived = sent(thrown);
  expect(isDomainError(arrived)).toBe(true);
  expect(arrived).toMatchObject({ code: 'unavailable', message: 'Come later.', details: { retryAfterMs: 3 } });
  expect(arrived).toMatchObject({ retryable: true, cause: { stack: thrown.stack } });
});

test('any other error keeps its stack, which is what is shown of it', () => {
  const thrown = new TypeError('no such thing');
  expect(sent(thrown)).toMatchObject({ message: 'no such thing', stack: thrown.stack });
  expect(sent('only a text')).toMatchObject({ message: 'only a text' });
});
