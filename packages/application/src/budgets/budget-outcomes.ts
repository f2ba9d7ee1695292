import type { OutcomeSentence } from '../approvals/describe-outcomes.ts';

/** What becomes of a step whose budget has run out, besides stopping it. */
export const budgetChoices = ['top_up', 'downgrade', 'downgrade_all'] as const;

export const budgetChoiceTitles: Record<(typeof budgetChoices)[number], string> = {
  top_up: 'Add money for this period',
  downgrade: 'Take the cheapest supplier that may do it',
  downgrade_all: 'The same for every step that waits for this budget, until its period ends',
};

/** What follows from each answer to a request of a budget for which `others` more steps wait. */
export const budgetOutcomesOf = (others: number): OutcomeSentence[] => [
  {
    outcome: 'approved',
    sentence: `Approve → the step goes on, with more money or with the cheapest supplier that may do it, as you choose${alsoOf(others)}`,
  },
  { outcome: 'rejected', sentence: `Reject → the step fails${notOf(others)}` },
];

/** Nobody ends a run that was not looked at: stopping is for one step. */
const notOf = (others: number): string => {
  if (others === 0) return '';
  return others === 1
    ? '; the other step that waits for the same budget goes on waiting, and is asked about next'
    : `; the ${others} more steps that wait for the same budget go on waiting, and are asked about one by one`;
};

const alsoOf = (others: number): string => {
  if (others === 0) return '';
  const who = others === 1 ? 'another step waits' : `${others} more steps wait`;
  return `; ${who} for the same budget, and ${others === 1 ? 'goes' : 'go'} on as far as the money reaches`;
};
