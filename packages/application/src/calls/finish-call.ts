import { type CachedAnswer, DomainError, type Receipt } from '@switchyard/domain';
import type { CallSession } from './call-session.ts';
import { writeCallRecord } from './receipt-writer.ts';

/** The receipt of a call, as it stands. */
const receiptOf = (
  { attempts, decision, dataClass, startedAtMs }: CallSession,
  outcome: Receipt['outcome'],
  cache: CachedAnswer | undefined,
): Receipt => ({
  v: 1,
  decision,
  attempts,
  outcome,
  dataClass,
  sourceVersions: {},
  costMicroUsd: attempts.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0),
  durationMs: Math.max(0, Math.round(performance.now() - startedAtMs)),
  ...(cache === undefined ? {} : { cache }),
});

/** Makes the call's receipt durable and settles its money. Gives the cost. Throws `unavailable` when that is impossible. */
export const finishCall = async (
  session: CallSession,
  outcome: Receipt['outcome'],
  cache?: CachedAnswer,
): Promise<number> => {
  const { app, key, receiptId, settlements } = session;
  const receipt = receiptOf(session, outcome, cache);
  const { inputHash, packedDecision } = session.draft();
  const context = {
    id: receiptId,
    organisationId: key.actor.organisationId,
    origin: 'gateway',
    workflowId: null,
    runId: null,
    stepId: null,
    taskId: null,
    taskVersionId: null,
    taskSlug: null,
    apiKeyId: key.actor.apiKeyId,
    personId: session.key.personId,
    inputHash,
    isCacheHit: cache !== undefined,
  } as const;
  try {
    await writeCallRecord(app, { context, receipt, packedDecision, settlements });
  } catch (cause) {
    throw new DomainError('unavailable', 'The receipt of this call could not be stored, so its answer is withheld.', {
      details: { receiptId },
      retryable: true,
      cause,
    });
  }
  return receipt.costMicroUsd;
};
