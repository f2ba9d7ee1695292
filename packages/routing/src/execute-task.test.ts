import { DomainError, noTokens } from '@switchyard/domain';
import { describe, expect, it } from 'vitest';
import { taskOf } from '../test/routing-builders.ts';
import { answer, runScripted } from '../test/scripted-supplier.ts';

const limited = (retryAfterMs: number) =>
  new DomainError('rate_limited', 'Too many calls.', {
    details: { retryAfterMs },
    retryable: true,
  });
const broken = (retryable: boolean) => new DomainError('upstream_failed', 'It broke.', { retryable });

describe('executeTask', () => {
  it('accepts an answer that meets the definition of done and says what it cost', async () => {
    const { outcome, asked } = await runScripted({ a: [answer({ total: 9 })] });
    expect(outcome).toMatchObject({
      output: { total: 9 },
      failure: null,
      receipt: { outcome: 'accepted', costMicroUsd: 1100, durationMs: 10 },
    });
    expect(outcome.receipt.attempts[0]).toMatchObject({
      answeredByModel: 'real-model',
      priceVersion: 'test-2026',
    });
    expect(asked[0]?.request.idempotencyKey).toBe('step-1-1');
  });

  it('tries a failed check again with the failure as feedback, then the next candidate, then a person', async () => {
    const wrong = () => answer({ total: 8 });
    const { outcome, asked, trace } = await runScripted({
      a: [wrong(), wrong()],
      b: [wrong(), wrong()],
      people: [],
    });
    expect(trace).toEqual([
      'a/m check_failed',
      'a/m check_failed',
      'b/m check_failed',
      'b/m check_failed',
      'people handed_to_person',
    ]);
    expect(asked[1]?.request.feedback).toEqual(['Total is in the text: total “8” does not occur in text.']);
    expect(asked[1]?.request.previousOutput).toEqual({ total: 8 });
    expect(asked[2]?.request.feedback).toEqual([]);
    expect(outcome.receipt).toMatchObject({
      outcome: 'awaiting_person',
      costMicroUsd: 4400,
    });
  });

  it('waits as long as Retry-After asks before it tries the same supplier again', async () => {
    const { pauses, trace } = await runScripted({
      a: [limited(1500), answer({ total: 9 })],
    });
    expect(pauses).toEqual([1500]);
    expect(trace).toEqual(['a/m error', 'a/m accepted']);
  });

  it('passes over a supplier that asks for a longer pause than the policy allows', async () => {
    const { pauses, trace } = await runScripted({
      a: [limited(60_000)],
      b: [answer({ total: 9 })],
    });
    expect(pauses).toEqual([]);
    expect(trace).toEqual(['a/m error', 'b/m accepted']);
  });

  it('settles what came of no call as unknown, and what was certainly not sent as nothing', async () => {
    const settledAfter = async (failure: DomainError) => {
      const settled: (number | 'unknown')[] = [];
      await runScripted(
        { a: [failure], b: [answer({ total: 9 })] },
        { beforeAttempt: async () => ({ kind: 'admitted', settle: (cost) => void settled.push(cost) }) },
      );
      return settled;
    };
    const cut = (mayHaveArrived: boolean) =>
      new DomainError('upstream_failed', 'Cut.', { details: { mayHaveArrived }, retryable: false });
    expect(await settledAfter(cut(true))).toEqual(['unknown', 1100]);
    expect(await settledAfter(cut(false))).toEqual([0, 1100]);
    expect(await settledAfter(broken(false))).toEqual([0, 1100]);
  });

  it('does not repeat a failure that cannot pass', async () => {
    const { trace } = await runScripted({
      a: [broken(false)],
      b: [answer({ total: 9 })],
    });
    expect(trace).toEqual(['a/m error', 'b/m accepted']);
  });

  it('fails retryably, with the shortest wait asked for, when every way failed and one may pass', async () => {
    const { outcome } = await runScripted({
      a: [limited(60_000)],
      b: [limited(30_000)],
    });
    expect(outcome.receipt.outcome).toBe('failed');
    expect(outcome.failure).toMatchObject({
      code: 'rate_limited',
      retryable: true,
      details: { retryAfterMs: 30_000 },
    });
  });

  it('never makes more attempts than the task allows, and then still finds the person', async () => {
    const wrong = () => answer({ total: 8 });
    const task = taskOf({ maxAttempts: 2 });
    const { trace } = await runScripted({ a: [wrong(), wrong()], b: [wrong()], people: [] }, { task });
    expect(trace).toEqual(['a/m check_failed', 'a/m check_failed', 'people handed_to_person']);
  });

  it('counts tokens that were billed before a failure', async () => {
    const usage = { ...noTokens, input: 500 };
    const cut = new DomainError('upstream_failed', 'The reply was cut.', {
      details: { usage },
    });
    const { outcome } = await runScripted({ a: [cut], people: [] });
    expect(outcome.receipt.costMicroUsd).toBe(500);
  });

  it('ends without a receipt when the caller cancels', async () => {
    const controller = new AbortController();
    controller.abort(new Error('cancelled'));
    await expect(runScripted({ a: [answer({ total: 9 })] }, { signal: controller.signal })).rejects.toThrow(
      'cancelled',
    );
  });

  it('says that nobody may do it when the decision has no candidates', async () => {
    const { outcome } = await runScripted({});
    expect(outcome.failure).toMatchObject({
      code: 'no_supplier',
      retryable: false,
    });
  });
});
