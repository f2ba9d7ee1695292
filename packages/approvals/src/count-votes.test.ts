import type { VoteOutcome } from '@switchyard/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countVotes } from './count-votes.ts';

const stage = fc.record({ approvalsNeeded: fc.integer({ min: 1, max: 5 }), isLast: fc.boolean() });
const approvals = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 6 });
const approvedBy = (userId: string) => ({ userId, outcome: 'approved' as VoteOutcome });

test('one rejection rejects, however many have approved', () => {
  fc.assert(
    fc.property(stage, approvals, (of, names) => {
      expect(countVotes(of, names.map(approvedBy), { userId: 'x', outcome: 'rejected' })).toBe('rejected');
    }),
  );
});

test('one request for changes sends it back, however many have approved', () => {
  fc.assert(
    fc.property(stage, approvals, (of, names) => {
      expect(countVotes(of, names.map(approvedBy), { userId: 'x', outcome: 'changes' })).toBe('changes');
    }),
  );
});

test('a stage passes with exactly as many different people as it needs, and the last one approves the request', () => {
  fc.assert(
    fc.property(stage, approvals, (of, names) => {
      const all = new Set([...names, 'x']).size;
      const expected = all < of.approvalsNeeded ? 'open' : of.isLast ? 'approved' : 'stage-passed';
      expect(countVotes(of, names.map(approvedBy), approvedBy('x'))).toBe(expected);
    }),
  );
});

test('the same person twice counts once', () => {
  expect(countVotes({ approvalsNeeded: 2, isLast: true }, [approvedBy('ana')], approvedBy('ana'))).toBe('open');
});
