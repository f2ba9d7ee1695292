import { describe, expect, test } from 'vitest';
import { formatMoney, formatMoneyExactly } from './format-money.ts';
import { formatDuration, formatExactTime, formatInstantsIn, formatRelativeTime } from './format-relative-time.ts';
import { shortenId } from './shorten-id.ts';

describe('money', () => {
  test('shows a tenth of a cent', () => expect(formatMoney(1_250)).toBe('$0.001'));
  test('groups thousands', () => expect(formatMoney(1_234_567_890)).toBe('$1,234.568'));
  test('never shows a small cost as zero', () => expect(formatMoney(12)).toBe('<$0.001'));
  test('tells a small saving from a small cost', () => expect(formatMoney(-12)).toBe('−<$0.001'));
  test('shows zero as zero', () => expect(formatMoney(0)).toBe('$0.000'));
  test('shows every stored digit on hover', () => expect(formatMoneyExactly(12)).toBe('$0.000012'));
});

describe('time', () => {
  const now = Date.UTC(2026, 10, 21, 10, 0, 0);
  test.each([
    [now - 10_000, 'just now'],
    [now + 1_500, 'just now'],
    [now + 20_000, 'in a moment'],
    [now - 50_000, '1 minute ago'],
    [now - 59 * 60_000, '59 minutes ago'],
    [now - 26 * 3_600_000, 'yesterday'],
    [now + 3 * 3_600_000, 'in 3 hours'],
    [now - 400 * 86_400_000, 'last year'],
  ])('%i reads "%s"', (at, text) => expect(formatRelativeTime(at, now)).toBe(text));
  test('the exact time names its zone', () =>
    expect(formatExactTime(now, 'Europe/Berlin')).toBe('21 Nov 2026, 11:00:00 CET'));
  test('instants in a sentence are read as any other time, and nothing else in it changes', () => {
    expect(formatInstantsIn('Waits until 2026-11-21T10:00:00.000Z by “2026-11-21”.', 'Europe/Berlin')).toBe(
      'Waits until 21 Nov 2026, 11:00:00 CET by “2026-11-21”.',
    );
    expect(formatInstantsIn('due 2026-99-21T10:00:00Z')).toBe('due 2026-99-21T10:00:00Z');
  });
  test.each([
    [12, '12 ms'],
    [1_240, '1.2 s'],
    [184_000, '3 min 4 s'],
    [7_500_000, '2 h 5 min'],
  ])('%i ms lasts "%s"', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

test('ids made in the same moment stay distinguishable when shortened', () => {
  const [a, b] = ['01993f00-0000-7000-8000-00000000000a', '01993f00-0000-7000-8000-00000000000b'];
  expect(shortenId(a)).not.toBe(shortenId(b));
});
