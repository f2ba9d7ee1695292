import type { triageIntents } from '@switchyard/application';

export type TriageIntent = (typeof triageIntents)[number];

/** Words of a label of the dataset → intent of the demo's triage; the first that fits. Everything else is `other`. */
const mapping: readonly (readonly [RegExp, TriageIntent])[] = [
  [/lost_or_stolen|compromised|card_swallowed/, 'card_lost_or_stolen'],
  [/card_arrival|card_delivery|card_about_to_expire|order_physical|getting_spare|virtual_card/, 'card_not_arrived'],
  [/not_recognised|transaction_charged_twice|extra_charge|wrong_amount_of_cash/, 'payment_not_recognised'],
  [/refund/, 'refund_missing'],
  [/pending|transfer_not_received|transfer_timing|balance_not_updated/, 'transfer_pending'],
  [/fee|charged/, 'wrong_fee'],
  [/exchange|wrong_exchange/, 'exchange_rate'],
  [/pin|passcode/, 'pin_problem'],
  [/unable_to_verify|verify_|lost_or_stolen_phone/, 'account_locked'],
  [/edit_personal|terminate|country|age_limit/, 'change_details'],
  [/declined|failed|not_working|reverted|cancel/, 'payment_failed'],
];

/** The demo intent that a label of the Banking77 dataset means. */
export const triageIntentOf = (label: string): TriageIntent =>
  mapping.find(([pattern]) => pattern.test(label.toLowerCase()))?.[1] ?? 'other';
