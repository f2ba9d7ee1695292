import { DomainError, type RoutingDecision } from '@switchyard/domain';
import { describe, expect, it } from 'vitest';
import { taskOf } from '../test/routing-builders.ts';
import { answer, decisionAmong, runScripted, type Scripted } from '../test/scripted-supplier.ts';
import { type AttemptIntent, defaultRoutingPolicy, type ExecuteTaskOptions } from './index.ts';

const limited = (retryAfterMs?: number) =>
  new DomainError('rate_limited', 'Too many calls.', {
    details: retryAfterMs === undefined ? {} : { retryAfterMs },
    retryable: true,
  });
const refused = (status: number) => new DomainError('misconfigured', 'Refused the key.', { details: { status } });
const broken = (retryable: boolean) => new DomainError('upstream_failed', 'It broke.', { retryable });

/** Candidate `a` has these endpoints, in this order. */
const withEndpoints = (labels: readonly string[], ...slugs: string[]): RoutingDecision => {
  const decision = decisionAmong(...slugs);
  const endpoints = labels.map((label, at) => ({ label, place: at + 1, weight: 1 }));
  const candidates = decision.candidates.map((each) => (each.supplierSlug === 'a' ? { ...each, endpoints } : each));
  return { ...decision, candidates };
};

const run = async (replies: Record<string, Scripted[]>, more: Partial<ExecuteTaskOptions> = {}) => {
  const decision = withEndpoints(['main', 'west', 'east'], ...Object.keys(replies));
  const { outcome, pauses } = await runScripted(replies, { decision, ...more });
  const trace = outcome.receipt.attempts.map(({ candidateRef, endpoint = '-', outcome: each }) =>
    [candidateRef, endpoint, each].join(' '),
  );
  return { outcome, pauses, trace };
};

describe('retry → next key or region → fallback', () => {
  it('tries a passing failure again at the same key, then at the next, then gives it to the next candidate', async () => {
    const { trace, pauses } = await run(
      {
        a: Array.from({ length: 6 }, () => broken(true)),
        b: [answer({ total: 9 })],
      },
      { task: taskOf({ maxAttempts: 9 }) },
    );
    expect(trace).toEqual([
      ...['main', 'main', 'west', 'west', 'east', 'east'].map((label) => `a/m ${label} error`),
      'b/m - accepted',
    ]);
    // Only the repeat of the same key waits.
    expect(pauses).toHaveLength(3);
  });

  it.each([
    ['429', limited(60_000)],
    ['401', refused(401)],
    ['403', refused(403)],
    ['402, quota', new DomainError('upstream_failed', 'No money.', { details: { status: 402 } })],
  ])('a key that is refused with %s gives way to the next at once', async (_, failure) => {
    const { trace, pauses } = await run({ a: [failure, answer({ total: 9 })] });
    expect(trace).toEqual(['a/m main error', 'a/m west accepted']);
    expect(pauses).toEqual([]);
  });

  it('waits as Retry-After asks only at the last key', async () => {
    const { trace, pauses } = await run({ a: [limited(500), limited(500), limited(500), answer({ total: 9 })] });
    expect(trace).toEqual(['a/m main error', 'a/m west error', 'a/m east error', 'a/m east accepted']);
    expect(pauses).toEqual([500]);
  });

  it('does not try another key for what no key can mend', async () => {
    const { trace } = await run({ a: [broken(false)], b: [answer({ total: 9 })] });
    expect(trace).toEqual(['a/m main error', 'b/m - accepted']);
  });

  it('asks the same key to correct its answer', async () => {
    const { trace } = await run({ a: [limited(1), answer({ total: 8 }), answer({ total: 9 })] });
    expect(trace).toEqual(['a/m main error', 'a/m west check_failed', 'a/m west accepted']);
  });

  it('keys that are refused use up no attempts of the task', async () => {
    const task = taskOf({ maxAttempts: 1 });
    const { trace } = await run({ a: [refused(401), refused(401), answer({ total: 9 })] }, { task });
    expect(trace).toEqual(['a/m main error', 'a/m west error', 'a/m east accepted']);
  });
});

describe('limits of calls', () => {
  const failure = {
    code: 'rate_limited',
    message: 'a: at most 1 call a minute.',
    details: {},
    retryable: true,
  } as const;
  const holdBack = (held: readonly string[], mayPassOver: boolean, asked: AttemptIntent[] = []) => ({
    beforeAttempt: async (intent: AttemptIntent) => {
      asked.push(intent);
      if (!held.includes(intent.endpoint ?? intent.candidate.supplierSlug))
        return { kind: 'admitted' as const, settle: () => undefined };
      return { kind: 'limited' as const, failure, retryAfterMs: 30_000, mayPassOver };
    },
  });

  it('goes to the next key, then to the next candidate; nothing that was held back is in the receipt', async () => {
    const asked: AttemptIntent[] = [];
    const { trace } = await run({ a: [], b: [answer({ total: 9 })] }, holdBack(['main', 'west', 'east'], true, asked));
    expect(trace).toEqual(['b/m - accepted']);
    expect(asked.map(({ endpoint, hasOtherEndpoint }) => [endpoint, hasOtherEndpoint])).toEqual([
      ['main', true],
      ['west', true],
      ['east', false],
      [undefined, false],
    ]);
  });

  it('waits for the supplier where the policy says so, after its other keys', async () => {
    const { outcome, trace } = await run(
      { a: [], b: [answer({ total: 9 })] },
      holdBack(['main', 'west', 'east'], false),
    );
    expect(trace).toEqual([]);
    expect(outcome.failure).toEqual(failure);
    const free = await run({ a: [answer({ total: 9 })] }, holdBack(['main'], false));
    expect(free.trace).toEqual(['a/m west accepted']);
  });

  it('asks no person for what only has to wait', async () => {
    const { outcome } = await run({ a: [], people: [] }, holdBack(['main', 'west', 'east'], true));
    expect(outcome).toMatchObject({ receipt: { outcome: 'failed', attempts: [] }, failure });
    expect(defaultRoutingPolicy.waitsAtSupplyLimit).toBe(false);
  });
});
