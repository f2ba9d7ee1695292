import { noTokens } from '@switchyard/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeUsage, type UsageClaim } from './judge-usage.ts';

const claim = (given: Partial<UsageClaim>): UsageClaim => ({
  reported: null,
  countAsked: () => Promise.resolve(9),
  written: () => 'The total is 42.50.',
  askedTokens: 12,
  writtenChars: 19,
  cut: null,
  inputTokensMax: 1000,
  outputTokensMax: 100,
  ...given,
});

test('whatever is reported, the account stays within what can be, and is never below a believable report', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(5_000_000), fc.nat(5_000_000), fc.nat(5_000_000), async (input, cachedInput, output) => {
      const reported = { ...noTokens, input, cachedInput, output };
      const { usage, doubt } = await judgeUsage(claim({ reported }));
      expect(usage.input + usage.cachedInput + usage.cacheWrite).toBeLessThanOrEqual(Math.max(1000, input));
      expect(usage.output).toBeLessThanOrEqual(Math.max(100, 10));
      if (doubt === null) expect(usage).toEqual(reported);
    }),
  );
});

test('no report, and an answer that is said to be nothing, are counted', async () => {
  const none = await judgeUsage(claim({}));
  expect(none.usage.output).toBeGreaterThan(3);
  expect(none.doubt?.explanation).toContain('reported no usage');
  const zero = await judgeUsage(claim({ reported: { ...noTokens, input: 10 } }));
  expect(zero.usage).toMatchObject({ input: 10, output: none.usage.output });
});

test('of an answer that was cut counts what was thought unseen by then, as far as the answer could be', async () => {
  const cut = { tokensMin: 60, silentTokens: 0 };
  const told = claim({ reported: { ...noTokens, input: 10 }, cut });
  expect((await judgeUsage(told)).usage.output).toBe(60);
  expect((await judgeUsage({ ...told, cut: { ...cut, tokensMin: 1_000_000 } })).usage.output).toBe(100);
  const silent = await judgeUsage({ ...told, cut: { tokensMin: 0, silentTokens: 80 } });
  expect(silent.usage.output).toBeGreaterThan(80);
});

test('what a supplier said of its answer before it was cut counts, where that is more than was seen', async () => {
  const reported = { ...noTokens, input: 12, output: 90, reasoning: 88 };
  const { usage, doubt } = await judgeUsage(claim({ reported, cut: { tokensMin: 0, silentTokens: 0 } }));
  expect(usage).toEqual(reported);
  expect(doubt?.explanation).toContain('was cut');
});

test('what was sent and could not be counted as words is not nothing', async () => {
  const { usage } = await judgeUsage(claim({ countAsked: () => Promise.resolve(0), askedTokens: 1200 }));
  expect(usage.input).toBe(100);
});
