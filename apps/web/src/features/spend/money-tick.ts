const currency = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  minimumFractionDigits: 0,
  maximumSignificantDigits: 3,
});

/** A mark of a scale of money, in micro-dollars, with as many digits as tell it from its neighbours: a demo spends thousandths. */
export const moneyTick = (microUsd: number): string => currency.format(microUsd / 1_000_000);
