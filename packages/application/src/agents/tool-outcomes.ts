import type { OutcomeSentence } from '../approvals/describe-outcomes.ts';

/** What follows from each answer to a request of an agent step. */
export const toolOutcomes: OutcomeSentence[] = [
  { outcome: 'approved', sentence: 'Approve → the tool is called once, with exactly these arguments' },
  {
    outcome: 'rejected',
    sentence: 'Reject → the call is not made; the model is told why, or the step fails, as it says',
  },
];
