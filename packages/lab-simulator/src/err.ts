import type { JsonValue } from '@switchyard/domain';
import { seeded } from './seeded.ts';

const wrongNumber = (right: number, text: string, seed: string): number => {
  const amounts = (text.match(/\d+\.\d{2}\b/g) ?? []).map(Number).filter((amount) => amount !== right && amount > 0);
  // Half of the errors take another amount of the document, which “occurs in the text” does not catch.
  if (amounts.length > 0 && seeded(seed, 'other amount') < 0.5) {
    return amounts[Math.floor(seeded(seed, 'which') * amounts.length)] ?? right;
  }
  return Number.isInteger(right) ? right + 1 : Math.round((right + 0.9) * 100) / 100;
};

const wrongText = (right: string, seed: string): string => {
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(right);
  if (date) {
    const [, year, month, day = '01'] = date;
    const other = ((Number(day) + 1 + Math.floor(seeded(seed, 'day') * 20)) % 28) + 1;
    return `${year}-${month}-${String(other).padStart(2, '0')}`;
  }
  const words = right.split(' ');
  return words.length > 1 ? words.slice(0, -1).join(' ') : `${right}e`;
};

/** A plausible wrong answer, always the same one for the same seed. `others` are the other allowed labels. */
export const err = (right: JsonValue, text: string, others: readonly string[], seed: string): JsonValue => {
  if (others.length > 0) return others[Math.floor(seeded(seed, 'label') * others.length)] ?? right;
  if (typeof right === 'number') return wrongNumber(right, text, seed);
  if (typeof right === 'boolean') return !right;
  return typeof right === 'string' ? wrongText(right, seed) : right;
};
