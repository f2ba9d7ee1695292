import type { OutcomeSentence } from '../approvals/describe-outcomes.ts';

/** What follows from each answer to a request of a budget. */
export const budgetOutcomes: OutcomeSentence[] = [
  {
    outcome: 'approved',
    sentence: 'Approve → the step goes on, with more money or with the cheapest supplier that may do it, as you choose',
  },
  { outcome: 'rejected', sentence: 'Reject → the step fails' },
];
