import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restMsMax, restMsOf } from './rate-limit-headers.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

describe('what labs say of their limits', () => {
  it.each([
    ['OpenAI: requests', { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '8.5s' }, 8500],
    ['OpenAI: tokens', { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '120ms' }, 120],
    ['minutes and seconds', { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '0m12s' }, 12_000],
    [
      'Anthropic: an instant',
      {
        'anthropic-ratelimit-input-tokens-remaining': '0',
        'anthropic-ratelimit-input-tokens-reset': '2026-11-21T12:00:30Z',
      },
      30_000,
    ],
    [
      'the later of two',
      {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '2s',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '5s',
      },
      5000,
    ],
    ['something is left', { 'x-ratelimit-remaining-requests': '1', 'x-ratelimit-reset-requests': '8s' }, null],
    ['no word on when', { 'x-ratelimit-remaining-requests': '0' }, null],
    ['it has begun anew', { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '0s' }, null],
    ['nothing', {}, null],
  ])('%s', (_what, headers, rest) => {
    expect(restMsOf(headers, now)).toBe(rest);
  });

  it('leave nobody out for longer than a minute, whatever they say', () => {
    const said = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '9000h' };
    expect(restMsOf(said, now)).toBe(restMsMax);
    const odd = fc.oneof(
      fc.string(),
      fc.constantFrom('-1', '1e9', 'NaN', 'Infinity', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z', '1s'.repeat(40)),
      fc.array(fc.string()),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(odd, odd, odd, (remaining, reset, instant) => {
        const rest = restMsOf(
          {
            'x-ratelimit-remaining-requests': fc.stringify(remaining).length > 3 ? '0' : remaining,
            'x-ratelimit-reset-requests': reset,
            'anthropic-ratelimit-tokens-remaining': '0',
            'anthropic-ratelimit-tokens-reset': instant,
          },
          now,
        );
        expect(rest === null || (Number.isSafeInteger(rest) && rest >= 1 && rest <= restMsMax)).toBe(true);
      }),
    );
  });
});
