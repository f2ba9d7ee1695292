import type { ExclusionReason, Receipt, ReceiptAttempt } from '@switchyard/domain';
import type { Status } from '@switchyard/ui';

export const reasonWords: Record<ExclusionReason, string> = {
  supplier_disabled: 'Switched off',
  model_disabled: 'Model switched off',
  not_allowed_by_task: 'Not allowed by the task',
  data_class_too_high: 'Data too sensitive',
  residency: 'Wrong place',
  missing_capability: 'Cannot do it',
  context_too_small: 'Too long for it',
  no_key: 'No key',
  no_price: 'No price',
  circuit_open: 'Resting after failures',
  insufficient_evidence: 'Not proven yet',
  below_quality_target: 'Not good enough',
  price_implausible: 'Price looks like a slip',
  too_slow: 'Too slow',
  too_many_errors: 'Fails too often',
  nothing_applies: 'Nothing to apply',
};

export const attemptLooks: Record<ReceiptAttempt['outcome'], { readonly status: Status; readonly word: string }> = {
  accepted: { status: 'completed', word: 'Accepted' },
  check_failed: { status: 'rejected', word: 'Check failed' },
  declined: { status: 'skipped', word: 'Declined' },
  error: { status: 'failed', word: 'Failed' },
  timeout: { status: 'expired', word: 'Timed out' },
  handed_to_person: { status: 'waiting', word: 'Handed to a person' },
};

export const receiptLooks: Record<Receipt['outcome'], { readonly status: Status; readonly word: string }> = {
  accepted: { status: 'completed', word: 'Accepted' },
  awaiting_person: { status: 'waiting', word: 'With a person' },
  failed: { status: 'failed', word: 'Failed' },
  aborted: { status: 'cancelled', word: 'Broken off' },
  refused: { status: 'rejected', word: 'Refused' },
};
