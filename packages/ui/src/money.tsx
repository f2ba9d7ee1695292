import { cx } from './cx.ts';
import { formatMoney, formatMoneyExactly } from './format-money.ts';

export interface MoneyProps {
  /** Integer micro-dollars; null where no price is known. */
  readonly microUsd: number | null;
  readonly currency?: string | undefined;
  readonly className?: string | undefined;
}

/** An amount to a tenth of a cent, every digit on hover. */
export const Money = ({ microUsd, currency = 'USD', className }: MoneyProps) =>
  microUsd === null ? (
    <span className={cx('text-faint', className)}>unknown</span>
  ) : (
    <span title={formatMoneyExactly(microUsd, currency)} className={cx('whitespace-nowrap tabular-nums', className)}>
      {formatMoney(microUsd, currency)}
    </span>
  );
