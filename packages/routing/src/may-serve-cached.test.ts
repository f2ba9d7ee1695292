import type { Candidate, ExclusionReason, RoutingDecision } from '@switchyard/domain';
import { exclusionReasonSchema } from '@switchyard/domain';
import { expect, it } from 'vitest';
import { mayServeCached } from './may-serve-cached.ts';

const candidate: Candidate = {
  ref: 'lab/small',
  supplierId: 's1',
  supplierKind: 'openai',
  supplierSlug: 'lab',
  modelId: 'm1',
  modelKey: 'small',
  isSimulated: false,
  expectedCostMicroUsd: 10,
  successLowerBound: null,
  evidenceCount: 0,
};
const from = { candidateRef: 'lab/small', supplierId: 's1', endpoint: null, isSimulated: false };
const open: RoutingDecision = { v: 1, candidates: [candidate], excluded: [], explanation: '' };
const without = (reason: ExclusionReason): RoutingDecision => ({
  ...open,
  candidates: [],
  excluded: [{ candidate, reason, explanation: '' }],
});

it('an answer of somebody who may be asked is given again', () => {
  expect(mayServeCached(open, from)).toBe(true);
});

it.each(exclusionReasonSchema.options)('left out for %s: only what passes by itself is no obstacle', (reason) => {
  const isPassing = ['circuit_open', 'too_slow', 'too_many_errors'].includes(reason);
  expect(mayServeCached(without(reason), from)).toBe(isPassing);
});

it('the simulator’s answer is not given for a lab’s, nor a namesake’s for a supplier’s', () => {
  expect(mayServeCached(open, { ...from, isSimulated: true })).toBe(false);
  expect(mayServeCached(open, { ...from, supplierId: 's2' })).toBe(false);
  expect(mayServeCached({ ...open, candidates: [] }, from)).toBe(false);
});

it('an answer from a region that the data may no longer go to is not given', () => {
  const endpoints = [{ label: 'eu', place: 0, weight: 1 }];
  const narrowed: RoutingDecision = { ...open, candidates: [{ ...candidate, endpoints }] };
  expect(mayServeCached(narrowed, { ...from, endpoint: 'us' })).toBe(false);
  expect(mayServeCached(narrowed, { ...from, endpoint: 'eu' })).toBe(true);
});
