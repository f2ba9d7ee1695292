import { newId } from '@switchyard/db';
import {
  noTokens,
  type OrganisationId,
  type Receipt,
  type ReceiptAttempt,
  type ReceiptId,
  receiptOrigins,
  receiptSchema,
} from '@switchyard/domain';
import type { App } from '../app.ts';
import type { ReceiptContext, ReceiptEntry } from './receipt-entry.ts';
import { recordReceipts } from './record-receipts.ts';

/** Numbers in [0, 1) that are the same in each run of the test (mulberry32). */
const createRandom = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const dayMs = 86_400_000;

/** An id as it would have been made at that moment. */
const idAt = (at: number): ReceiptId => {
  const hex = at.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}${newId<ReceiptId>().slice(13)}` as ReceiptId;
};

export interface SampleOf {
  readonly organisationId: OrganisationId;
  readonly personId: string;
  readonly count: number;
  readonly seed: number;
}

type Draw = ReturnType<typeof createDraw>;

const createDraw = (seed: number) => {
  const random = createRandom(seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  const pick = <Value>(values: readonly Value[]): Value => values[upTo(values.length)] as Value;
  return { upTo, pick, isIn: (share: number): boolean => random() < share };
};

const attemptOf = ({ upTo, pick, isIn }: Draw, index: number): ReceiptAttempt => {
  const candidateRef = pick(['openai/small', 'openai/large', 'anthropic/large', 'rules', 'lab/small']);
  const input = isIn(0.1) ? 20_000 + upTo(9000) : upTo(900);
  return {
    ordinal: index + 1,
    candidateRef,
    supplierKind: candidateRef === 'rules' ? 'rules' : 'openai',
    answeredByModel: null,
    outcome: isIn(0.7) ? 'accepted' : pick(['error', 'timeout', 'check_failed', 'declined']),
    tokens: { ...noTokens, input, cachedInput: upTo(50), output: upTo(300) },
    costMicroUsd: candidateRef === 'rules' ? 0 : upTo(5000),
    priceVersion: 'test 1',
    durationMs: upTo(4000),
    checks: [],
    error: null,
    isSimulated: isIn(0.4),
  };
};

const cacheOf = ({ upTo, isIn }: Draw) => ({
  originalReceiptId: newId(),
  candidateRef: 'openai/small',
  answeredByModel: null,
  isSimulated: isIn(0.5),
  answeredAt: '2026-11-21T00:00:00.000Z',
  savedMicroUsd: upTo(900),
});

const receiptOf = (draw: Draw, isCacheHit: boolean): Receipt => {
  const attempts = isCacheHit ? [] : Array.from({ length: 1 + draw.upTo(3) }, (_, at) => attemptOf(draw, at));
  return receiptSchema.parse({
    v: 1,
    decision: { v: 1, candidates: [], excluded: [], explanation: 'openai/small is the cheapest: $0.0012.' },
    attempts,
    outcome: isCacheHit || attempts.some(({ outcome }) => outcome === 'accepted') ? 'accepted' : 'failed',
    dataClass: 'internal',
    sourceVersions: {},
    costMicroUsd: attempts.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0),
    durationMs: attempts.reduce((sum, { durationMs }) => sum + durationMs, 0),
    ...(isCacheHit ? { cache: cacheOf(draw) } : {}),
  });
};

/**
 * Receipts of every kind over the last five days: one attempt and several, real and simulated ones beside each other, errors, answers
 * from the cache, with and without task, person and model, the same input again, long inputs.
 */
export const recordSample = async (
  app: App,
  { organisationId, personId, count, seed }: SampleOf,
): Promise<readonly ReceiptEntry[]> => {
  const draw = createDraw(seed);
  const runs = [newId(), newId()];
  const entries = Array.from({ length: count }, (): ReceiptEntry => {
    const isCacheHit = draw.isIn(0.1);
    const isOfRun = draw.isIn(0.4);
    const context: ReceiptContext = {
      id: idAt(app.now().getTime() - draw.upTo(5) * dayMs),
      organisationId,
      origin: draw.pick(receiptOrigins),
      workflowId: null,
      runId: isOfRun ? draw.pick(runs) : null,
      stepId: isOfRun ? newId() : null,
      taskId: null,
      taskVersionId: null,
      taskSlug: draw.pick(['triage', 'extract', null]),
      apiKeyId: null,
      personId: draw.isIn(0.5) ? personId : null,
      inputHash: draw.isIn(0.8) ? BigInt(draw.upTo(isOfRun ? 6 : 40)) : null,
      isCacheHit,
    };
    return { context, receipt: receiptOf(draw, isCacheHit) };
  });
  await app.db.transaction({ organisationId }, (tx) => recordReceipts(tx, entries));
  return entries;
};
