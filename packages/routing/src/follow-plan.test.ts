import { type Candidate, DomainError, type RoutingDecision } from '@switchyard/domain';
import { describe, expect, it } from 'vitest';
import { taskOf } from '../test/routing-builders.ts';
import { answer, decisionAmong, runScripted } from '../test/scripted-supplier.ts';
import { defaultRoutingPolicy } from './routing-policy.ts';

const endpoints = ['main', 'eu'].map((label, place) => ({ label, place, weight: 1 }));

/** Two cheap ones are asked, and where they disagree the strong one. Each has two keys. */
const planned = (): RoutingDecision => {
  const decision = decisionAmong('cheap', 'small', 'strong');
  const members: Candidate[] = decision.candidates.map((candidate) => ({ ...candidate, endpoints }));
  const refOf = (slug: string): string => members.find(({ supplierSlug }) => supplierSlug === slug)?.ref ?? '';
  const option = (slug: string, value: number, agreed: number) => ({
    ref: refOf(slug),
    value,
    slopes: [0, 0, 0, 0, agreed, 0, 0],
  });
  return {
    ...decision,
    candidates: members,
    plan: {
      routerVersion: 'v1',
      probes: [refOf('cheap'), refOf('small')],
      usesAgreement: true,
      usualLengths: [5, 5],
      options: [option('cheap', 0.4, 0.5), option('small', 0.3, 0.5), option('strong', 0.7, 0)],
      members,
      expectedCostMicroUsd: 400,
      successLowerBound: 0.9,
      evidenceCount: 600,
    },
  };
};

/** The same with another strong one, asked where the first strong answer agrees with no cheap one. */
const plannedAgain = (): RoutingDecision => {
  const members = decisionAmong('cheap', 'small', 'strong', 'other').candidates;
  const refOf = (slug: string): string => members.find(({ supplierSlug }) => supplierSlug === slug)?.ref ?? '';
  const option = (slug: string, value: number, slopes: number[]) => ({ ref: refOf(slug), value, slopes });
  const { plan, ...decision } = planned();
  if (!plan) throw new Error('There is a plan.');
  const nothing = Array.from({ length: 16 }, () => 0);
  // Three lengths, three excesses, then agreement and two products per pair: cheap and small, cheap and strong, small and strong.
  const whereAgree = (places: Record<number, number>) => nothing.map((_, at) => places[at] ?? 0);
  const followUp = {
    probes: ['cheap', 'small', 'strong'].map(refOf),
    usesAgreement: true,
    usualLengths: [5, 5, 5],
    options: [
      option('cheap', 0.1, whereAgree({ 9: 0.85 })),
      option('small', 0.2, nothing),
      option('strong', 0.5, whereAgree({ 9: 0.4, 12: 0.4 })),
      option('other', 0.6, nothing),
    ],
  };
  const [cheap, small, strong] = plan.options;
  if (!cheap || !small || !strong) throw new Error('It has three options.');
  const options = [
    { ...cheap, ref: refOf('cheap') },
    { ...small, ref: refOf('small') },
    { ...strong, ref: refOf('strong'), followUp },
    option('other', 0.5, [0, 0, 0, 0, 0, 0, 0]),
  ];
  return {
    ...decision,
    candidates: members,
    plan: { ...plan, probes: [refOf('cheap'), refOf('small')], options, members },
  };
};

const refused = () => new DomainError('rate_limited', 'too many');
const broken = () => new DomainError('upstream_failed', 'status 500', { details: { status: 500 }, retryable: true });

const run = (replies: Parameters<typeof runScripted>[0], maxAttempts = 4) =>
  runScripted(replies, {
    decision: planned(),
    task: taskOf({ checks: [], maxAttempts }),
    policy: { ...defaultRoutingPolicy, transientRetries: 1 },
  });

const asked = ({ outcome }: Awaited<ReturnType<typeof run>>) =>
  outcome.receipt.attempts.map(({ candidateRef, endpoint, outcome: each }) => [
    candidateRef.split('/')[0],
    endpoint,
    each,
  ]);

describe('a member of a learned plan', () => {
  it('whose key is refused is asked at its next key at once, which is no attempt of the task', async () => {
    const done = await run({ cheap: [refused(), answer({ total: 9 })], small: [answer({ total: 9 })], strong: [] }, 2);
    expect(asked(done)).toEqual([
      ['cheap', 'main', 'error'],
      ['cheap', 'eu', 'accepted'],
      ['small', 'main', 'check_failed'],
    ]);
    expect(done.pauses).toEqual([]);
    expect(done.outcome.output).toEqual({ total: 9 });
    expect(done.outcome.receipt.attempts.map(({ ordinal }) => ordinal)).toEqual([1, 2, 3]);
  });

  it('that breaks off is asked again after a pause, then at its next region, before the plan goes on without it', async () => {
    const cheap = [broken(), broken(), broken(), broken()];
    const done = await run({ cheap, small: [answer({ total: 9 })], strong: [answer({ total: 7 })] }, 9);
    expect(asked(done)).toEqual([
      ['cheap', 'main', 'error'],
      ['cheap', 'main', 'error'],
      ['cheap', 'eu', 'error'],
      ['cheap', 'eu', 'error'],
      ['small', 'main', 'check_failed'],
      ['strong', 'main', 'accepted'],
    ]);
    expect(done.pauses.length).toBeGreaterThan(0);
    expect(done.outcome.output).toEqual({ total: 7 });
  });

  it('leaves each probe that is still to be asked an attempt of its own', async () => {
    const replies = { cheap: [broken(), broken()], small: [answer({ total: 9 })], strong: [answer({ total: 7 })] };
    const done = await run(replies, 3);
    expect(asked(done).map(([slug]) => slug)).toEqual(['cheap', 'cheap', 'small']);
  });

  it('gets no feedback on an answer that fails its checks', async () => {
    const done = await runScripted(
      { cheap: [answer({ nothing: 1 })], small: [answer({ total: 9 })], strong: [answer({ total: 9 })] },
      { decision: planned() },
    );
    expect(done.asked.filter(({ slug }) => slug === 'cheap')).toHaveLength(1);
    expect(done.outcome.output).toEqual({ total: 9 });
  });
});

describe('a plan that may ask again', () => {
  const follow = (strong: Parameters<typeof runScripted>[0][string], other: typeof strong, maxAttempts = 6) =>
    runScripted(
      { cheap: [answer({ total: 1 })], small: [answer({ total: 2 })], strong, other },
      { decision: plannedAgain(), task: taskOf({ checks: [], maxAttempts }) },
    );

  it('asks another where the first strong answer agrees with none, and takes that', async () => {
    const done = await follow([answer({ total: 3 })], [answer({ total: 4 })]);
    expect(done.trace).toEqual([
      'cheap/m check_failed',
      'small/m check_failed',
      'strong/m check_failed',
      'other/m accepted',
    ]);
    expect(done.outcome.output).toEqual({ total: 4 });
    expect(done.outcome.receipt.attempts[2]?.checks.at(-1)?.explanation).toContain('other/m');
    expect(done.outcome.receipt.costMicroUsd).toBe(4 * 1100);
  });

  it('asks nobody else where it agrees with one, whichever of the equal answers is taken', async () => {
    const small = await follow([answer({ total: 2 })], []);
    expect(small.trace.at(-1)).toBe('strong/m accepted');
    expect(small.trace).toHaveLength(3);
    const cheap = await follow([answer({ total: 1 })], []);
    expect(cheap.trace).toEqual(['cheap/m accepted', 'small/m check_failed', 'strong/m check_failed']);
  });

  it('takes the best answer that is there where the other cannot be asked or fails', async () => {
    const failed = await follow([answer({ total: 3 })], [new DomainError('upstream_failed', 'no')]);
    expect(failed.outcome.output).toEqual({ total: 3 });
    expect(failed.trace).toEqual([
      'cheap/m check_failed',
      'small/m check_failed',
      'strong/m accepted',
      'other/m error',
    ]);
    const short = await follow([answer({ total: 3 })], [answer({ total: 4 })], 3);
    expect(short.trace).toEqual(['cheap/m check_failed', 'small/m check_failed', 'strong/m accepted']);
  });

  it('is not weighed again where the strong one gave no answer', async () => {
    const done = await follow([new DomainError('upstream_failed', 'no')], [answer({ total: 4 })]);
    expect(done.outcome.receipt.attempts[2]).toMatchObject({ candidateRef: 'strong/m', outcome: 'error' });
    expect(done.trace.slice(0, 3)).toEqual(['cheap/m check_failed', 'small/m check_failed', 'strong/m error']);
  });
});
