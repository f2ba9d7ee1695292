import type { LaterPrice } from '@switchyard/domain';
import { Button, Sentence } from '@switchyard/ui';
import { pricePerMillion } from './supplier-words.ts';

/** From when on what is paid for a million tokens of input and of output, as a sentence with an instant in it. */
export const sayLaterPrice = ({ from, price }: LaterPrice): string => {
  const since = new Date(from).toISOString();
  if (price === null) return `From ${since} the price of the list`;
  return `From ${since} ${pricePerMillion(price.inputMicroUsdPerMTok)} / ${pricePerMillion(price.outputMicroUsdPerMTok)}`;
};

interface LaterPricesProps {
  readonly prices: readonly LaterPrice[];
  readonly onChange: (prices: LaterPrice[]) => void;
}

/** Prices that were entered before they hold; any of them can be taken off until it does. */
export const LaterPrices = ({ prices, onChange }: LaterPricesProps) => {
  if (prices.length === 0) return null;
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="font-medium text-ink text-sm">Prices to come</h3>
      <ul className="divide-y divide-line rounded-sm border border-line">
        {prices.map((each) => (
          <li key={each.from} className="flex items-center gap-2 px-2.5 py-1.5 text-sm tabular-nums">
            <span className="min-w-0 flex-1">
              <Sentence text={sayLaterPrice(each)} />
            </span>
            <Button
              size="sm"
              aria-label={`Take off the price from ${each.from.slice(0, 10)}`}
              onClick={() => onChange(prices.filter((other) => other !== each))}
            >
              Take off
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
};
