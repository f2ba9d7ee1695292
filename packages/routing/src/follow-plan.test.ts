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
