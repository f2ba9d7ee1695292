import { hash } from 'node:crypto';
import type { OrganisationId, RoutingDecision } from '@switchyard/domain';
import { type PackedDecision, packDecision } from '../receipts/pack-receipt.ts';
import type { ModelCall } from './model-call.ts';

/** What of a call's receipt is known before anybody has answered. */
export interface CallDraft {
  readonly inputHash: bigint;
  readonly packedDecision: PackedDecision;
}

/** The same number for the same call of one organisation again, and only there: to find repetitions. */
const hashCall = (organisationId: OrganisationId, { endpoint, bytes }: ModelCall): bigint => {
  const about = Buffer.from(`${organisationId}\n${endpoint}\n`);
  // As text: a third of the time that a buffer takes.
  const digest = hash('sha256', Buffer.concat([about, bytes]), 'hex');
  return BigInt.asIntN(64, BigInt(`0x${digest.slice(0, 16)}`));
};

/** Gives the draft, which is made once. */
export const draftOnce = (
  organisationId: OrganisationId,
  call: ModelCall,
  decision: RoutingDecision,
): (() => CallDraft) => {
  let draft: CallDraft | null = null;
  return () => {
    draft ??= { inputHash: hashCall(organisationId, call), packedDecision: packDecision(decision) };
    return draft;
  };
};
