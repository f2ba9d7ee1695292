import { setImmediate as turn } from 'node:timers/promises';
import { type Candidate, DomainError, receiptSchema } from '@switchyard/domain';
import { describe, expect, it } from 'vitest';
import { priceOf, requestOf, taskOf } from '../test/routing-builders.ts';
import { answer, decisionAmong } from '../test/scripted-supplier.ts';
import { type AttemptReply, defaultRoutingPolicy, type ExecuteTaskOptions, executeTask } from './index.ts';

type Answer = (signal: AbortSignal) => Promise<AttemptReply>;

const policy = { ...defaultRoutingPolicy, hedge: { after: 'ms', ms: 50 } } as const;
const good = answer({ total: 9 });
const wrong = answer({ total: 8 });
const never: Answer = (signal) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
const at =
  (reply: AttemptReply): Answer =>
  () =>
    Promise.resolve(reply);

/** Every wait for a slow answer is over at once; each supplier answers as it is told, in the order of being asked. */
const perform = async (answers: Record<string, Answer[]>, more: Partial<ExecuteTaskOptions> = {}) => {
  const asked: string[] = [];
  const settled: (number | 'unknown')[] = [];
  const connect = async ({ supplierSlug, modelKey }: Candidate) => ({
    model: modelKey === null ? null : { key: modelKey, capabilities: [] },
    price: priceOf(1_000_000),
    apiKey: 'k',
    baseUrl: null,
    supplier: {
      attempt: (request: { idempotencyKey: string }, signal: AbortSignal) => {
        asked.push(`${supplierSlug} ${request.idempotencyKey}`);
        const next = answers[supplierSlug]?.shift();
        if (!next) throw new DomainError('upstream_failed', 'Nothing more.');
        return next(signal);
      },
    },
  });
  const outcome = await executeTask({
    decision: decisionAmong(...Object.keys(answers)),
    task: requestOf().task,
    dataClass: 'internal',
    input: { text: 'TOTAL RM9.00' },
    sources: [],
    policy,
    idempotencyKey: 'step',
    connect,
    evaluateRule: () => true,
    clock: () => 0,
    random: () => 0.5,
    pause: async () => {
      await turn();
    },
    signal: new AbortController().signal,
    hedging: { p95MsOf: () => undefined },
    beforeAttempt: async () => ({ kind: 'admitted', settle: (cost) => void settled.push(cost) }),
    ...more,
  });
  receiptSchema.parse(outcome.receipt);
  const trace = outcome.receipt.attempts.map(
    ({ candidateRef, outcome: each, isHedge }) => `${candidateRef} ${each}${isHedge ? ' beside' : ''}`,
  );
  return { outcome, asked, settled, trace };
};

describe('a slow attempt', () => {
  it('has another beside it whose good answer counts; the slow one is broken off and its cost unknown', async () => {
    const { outcome, asked, settled, trace } = await perform({ a: [never], b: [at(good)] });
    expect(outcome.output).toEqual({ total: 9 });
    expect(trace).toEqual(['a/m declined', 'b/m accepted beside']);
    expect(asked).toEqual(['a step-1', 'b step-2']);
    expect(settled.toSorted()).toEqual([1100, 'unknown']);
    expect(outcome.receipt.costMicroUsd).toBe(1100);
    expect(outcome.receipt.attempts.map(({ isOvertaken = false }) => isOvertaken)).toEqual([true, false]);
  });

  it('keeps its own answer where that is the first good one, and the second is settled', async () => {
    let answerFirst: (reply: AttemptReply) => void = () => undefined;
    const late: Answer = () =>
      new Promise((resolve) => {
        answerFirst = resolve;
      });
    const second: Answer = (signal) => {
      answerFirst(good);
      return never(signal);
    };
    const { outcome, settled, trace } = await perform({ a: [late], b: [second] });
    expect(outcome.output).toEqual({ total: 9 });
    expect(trace).toEqual(['a/m accepted', 'b/m declined beside']);
    expect(settled.toSorted()).toEqual([1100, 'unknown']);
  });

  it('a good answer that comes second was paid for, and is not used', async () => {
    let answerFirst: (reply: AttemptReply) => void = () => undefined;
    const deaf: Answer = () =>
      new Promise((resolve) => {
        answerFirst = resolve;
      });
    const second: Answer = async () => {
      setImmediate(() => answerFirst(good));
      return good;
    };
    const { settled, outcome, trace } = await perform({ a: [deaf], b: [second] });
    expect(trace).toEqual(['a/m declined', 'b/m accepted beside']);
    expect(settled).toEqual([1100, 1100]);
    expect(outcome.receipt.costMicroUsd).toBe(2200);
  });

  it('an answer that fails its checks does not win: the other one is waited for', async () => {
    const later: Answer = async () => {
      await turn();
      await turn();
      return good;
    };
    const { trace } = await perform({ a: [later], b: [at(wrong)] });
    expect(trace).toEqual(['a/m accepted', 'b/m check_failed beside']);
  });

  it('where both fail the task goes on, without a second hedge and within its attempts', async () => {
    const slowWrong: Answer = async () => {
      await turn();
      await turn();
      return wrong;
    };
    const { trace, outcome } = await perform(
      { a: [slowWrong, slowWrong], b: [at(wrong)], c: [slowWrong, at(good)] },
      { task: taskOf({ maxAttempts: 5 }) },
    );
    expect(trace).toEqual([
      'a/m check_failed',
      'b/m check_failed beside',
      'a/m check_failed',
      'c/m check_failed',
      'c/m accepted',
    ]);
    expect(outcome.receipt.attempts.filter(({ isHedge }) => isHedge).length).toBe(1);
  });

  it('is alone without the rule, where calls may not be repeated, and with one attempt left', async () => {
    const slow: Answer = async () => {
      await turn();
      await turn();
      return good;
    };
    const alone = async (more: Partial<ExecuteTaskOptions>) =>
      (await perform({ a: [slow], b: [at(good)] }, more)).asked.length;
    expect(await alone({ policy: defaultRoutingPolicy })).toBe(1);
    expect(await alone({ hedging: undefined })).toBe(1);
    expect(await alone({ task: taskOf({ maxAttempts: 1 }) })).toBe(1);
  });

  it('is alone where there is no money for a second one', async () => {
    const slow: Answer = async () => {
      await turn();
      await turn();
      await turn();
      return good;
    };
    const failure = { code: 'budget_exhausted', message: 'No money.', details: {}, retryable: false } as const;
    const { outcome, asked } = await perform(
      { a: [slow], b: [at(good)] },
      {
        beforeAttempt: async ({ ordinal }) =>
          ordinal === 1
            ? { kind: 'admitted', settle: () => undefined }
            : { kind: 'refused', failure, mayPassOver: false },
      },
    );
    expect(asked).toEqual(['a step-1']);
    expect(outcome.receipt.outcome).toBe('accepted');
  });

  it('nobody else’s cancellation is taken for a lost race', async () => {
    const leaving = new AbortController();
    const task = perform({ a: [never], b: [never] }, { signal: leaving.signal });
    await turn();
    leaving.abort(new Error('left'));
    await expect(task).rejects.toThrow('left');
  });
});

describe('the time for all attempts together', () => {
  it('shortens each attempt to what is left, and ends the task when it is over', async () => {
    let now = 0;
    const timeouts: number[] = [];
    const connect = async () => ({
      model: { key: 'm', capabilities: [] },
      price: priceOf(1_000_000),
      apiKey: 'k',
      baseUrl: null,
      supplier: {
        attempt: async ({ timeoutMs }: { timeoutMs: number }): Promise<AttemptReply> => {
          timeouts.push(timeoutMs);
          now += 700;
          return wrong;
        },
      },
    });
    const { outcome } = await perform(
      { a: [], b: [] },
      { policy: { ...defaultRoutingPolicy, workMsMax: 1000 }, clock: () => now, connect },
    );
    expect(timeouts).toEqual([1000, 300]);
    expect(outcome.failure).toMatchObject({ code: 'upstream_timeout', retryable: true });
  });
});
