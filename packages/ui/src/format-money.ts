import { remember } from './remember.ts';

const microPerUnit = 1_000_000;
const smallestShown = 1_000;

const formatterOf = (digits: number) =>
  remember(
    (currency) =>
      new Intl.NumberFormat('en-US', {
        style: 'currency',
        currency,
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  );
const formatters = { 3: formatterOf(3), 6: formatterOf(6) };

const format = (microUsd: number, currency: string, digits: keyof typeof formatters) =>
  formatters[digits](currency)
    .format(microUsd / microPerUnit)
    .replace('-', '−');

/** Micro-dollars as currency to a tenth of a cent; anything smaller but not zero is "<$0.001", or "−<$0.001" below zero. The sign is a minus, not a hyphen: it is as wide as a plus, and screen readers say it. */
export const formatMoney = (microUsd: number, currency = 'USD'): string => {
  const isTiny = microUsd !== 0 && Math.abs(microUsd) < smallestShown / 2;
  if (!isTiny) return format(microUsd, currency, 3);
  return `${microUsd < 0 ? '−' : ''}<${format(smallestShown, currency, 3)}`;
};

/** Every digit that is stored. */
export const formatMoneyExactly = (microUsd: number, currency = 'USD'): string => format(microUsd, currency, 6);
