/** Small pieces that sentences share. English; numbers in the en-US way. */

const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 6 });
const counts = new Intl.NumberFormat('en-US');

/** `1250000` micro-dollars → `$1.25`. */
export const phraseCost = (microUsd: number): string =>
  microUsd === 0 ? 'no cost' : money.format(microUsd / 1_000_000);

/** `1, 'event'` → `1 event`; `1200, 'event'` → `1,200 events`. */
export const phraseCount = (count: number, noun: string): string =>
  `${counts.format(count)} ${noun}${count === 1 ? '' : 's'}`;

/** `['a', 'b', 'c']` → `a, b and c`. */
export const phraseList = (words: readonly string[]): string => {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
};

/** `process_owner` → `process owner`. */
export const phraseWord = (word: string): string => word.replaceAll('_', ' ');

/** A quoted reason or note to append, or nothing when it is empty. */
export const phraseReason = (reason: string): string => (reason.trim() === '' ? '' : `: “${reason.trim()}”`);
