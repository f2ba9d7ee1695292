import type { SupplierSummary } from '@switchyard/application';
import {
  DomainError,
  type LaterPrice,
  type ModelSpec,
  modelSpecSchema,
  type Price,
  priceUsdMax,
} from '@switchyard/domain';
import type { FormField, FormValue } from '@switchyard/ui';
import { startOfDay } from '../runs/start-of-day.ts';
import { parseExtras, writeExtras } from './price-extras.ts';

export type SupplierModel = SupplierSummary['models'][number];

const price = (name: string, label: string, isRequired: boolean): FormField => ({
  name,
  label,
  kind: 'number',
  min: 0,
  unit: 'USD per million tokens',
  isRequired,
});

/** What is said about a model. Prices left empty come from the shipped table. */
export const modelFields: readonly FormField[] = [
  {
    name: 'key',
    label: 'Model',
    kind: 'string',
    isRequired: true,
    placeholder: 'gpt-5-mini',
    hint: 'As the supplier calls it.',
  },
  { name: 'name', label: 'Name', kind: 'string' },
  {
    name: 'contextTokens',
    label: 'Context',
    kind: 'number',
    isInteger: true,
    min: 1,
    unit: 'tokens',
    isRequired: true,
  },
  {
    name: 'capabilities',
    label: 'Can do',
    kind: 'choices',
    options: [
      { value: 'structured_output', label: 'Structured output', hint: 'Needed for tasks at OpenAI and Anthropic' },
      { value: 'tools', label: 'Tools' },
      { value: 'streaming', label: 'Streaming' },
      { value: 'vision', label: 'Images' },
      { value: 'embeddings', label: 'Embeddings' },
      {
        value: 'hosted_tools',
        label: 'Hosted tools',
        hint: 'Calls may use its own web search, files and stored conversations: data leaves to where they lead',
      },
      {
        value: 'other_fields',
        label: 'Fields not known here',
        hint: 'Calls may say what Switchyard does not know; it may cost more than is held for it',
      },
    ],
  },
  price('input', 'Price of input', false),
  price('output', 'Price of output', false),
  price('cachedInput', 'Price of cached input', false),
  price('cacheWrite', 'Price of cache writes', false),
  {
    name: 'extras',
    label: 'Prices of what else calls may ask for',
    kind: 'string',
    placeholder: 'priority 200%, fast 600%, web_search $0.01',
    hint: 'As a share of the price, or per use. What has no price here or in the list is not sent.',
  },
  {
    name: 'from',
    label: 'These prices hold from',
    kind: 'date',
    hint: 'From the beginning of that day, where you are; what holds now stays until then. Empty: at once.',
  },
];

export const newModelForm: FormValue = { contextTokens: 128_000, capabilities: ['structured_output', 'streaming'] };

const usd = (microUsd: number | null): number | undefined => (microUsd === null ? undefined : microUsd / 1_000_000);

export const toModelForm = ({
  key,
  name,
  contextTokens,
  capabilities,
  price: set,
  isPriceEntered,
}: SupplierModel): FormValue => ({
  key,
  name,
  contextTokens,
  capabilities,
  ...(isPriceEntered && set
    ? {
        input: usd(set.inputMicroUsdPerMTok),
        output: usd(set.outputMicroUsdPerMTok),
        cachedInput: usd(set.cachedInputMicroUsdPerMTok),
        cacheWrite: usd(set.cacheWriteMicroUsdPerMTok),
        extras: writeExtras(set.extras),
      }
    : {}),
});

const requirePayable = (value: FormValue): void => {
  const isOutside = ['input', 'output', 'cachedInput', 'cacheWrite'].some((name) => {
    const usdPerMTok = value[name];
    return typeof usdPerMTok === 'number' && !(usdPerMTok >= 0 && usdPerMTok <= priceUsdMax);
  });
  if (isOutside)
    throw new DomainError(
      'invalid_input',
      `A price is from $0 to $${priceUsdMax.toLocaleString('en')} per million tokens.`,
    );
};

const microUsd = (value: unknown): number | null => (typeof value === 'number' ? Math.round(value * 1_000_000) : null);

interface Known {
  readonly now: Date;
  /** What is stored: what the form does not show stays as it is. */
  readonly before: SupplierModel | null;
  /** Prices that are still to come and that nobody has taken off. */
  readonly later: readonly LaterPrice[];
}

const enteredPrice = (value: FormValue, version: string, before: SupplierModel | null): Price | null => {
  requirePayable(value);
  const input = microUsd(value.input);
  const output = microUsd(value.output);
  if ((input === null) !== (output === null)) {
    throw new DomainError(
      'invalid_input',
      'Give both prices, of input and of output: one left out would count as free.',
    );
  }
  if (input === null || output === null) return null;
  return {
    inputMicroUsdPerMTok: input,
    outputMicroUsdPerMTok: output,
    cachedInputMicroUsdPerMTok: microUsd(value.cachedInput),
    cacheWriteMicroUsdPerMTok: microUsd(value.cacheWrite),
    ...(before?.isPriceEntered && before.price?.tiers ? { tiers: before.price.tiers } : {}),
    extras: parseExtras(value.extras),
    version,
  };
};

/** The instant that the form names; null: the price holds at once. */
const laterInstant = (value: FormValue, now: Date): string | null => {
  if (value.from === undefined) return null;
  const from = startOfDay(String(value.from));
  if (from === undefined) throw new DomainError('invalid_input', 'Give the day from which the prices hold as a date.');
  return Date.parse(from) > now.getTime() ? from : null;
};

/** The form as a model; throws with the field that is missing or wrong. */
export const fromModelForm = (value: FormValue, { now, before, later }: Known): ModelSpec => {
  const from = laterInstant(value, now);
  const today = now.toISOString().slice(0, 10);
  const entered = enteredPrice(value, `entered-${today}${from === null ? '' : `-from-${value.from}`}`, before);
  const present = before?.isPriceEntered ? before.price : null;
  const others = later.filter((each) => from === null || Date.parse(each.from) !== Date.parse(from));
  const { key, contextTokens, capabilities } = value;
  return modelSpecSchema.parse({
    key,
    name: value.name ?? key,
    contextTokens,
    capabilities,
    price: from === null ? entered : present,
    laterPrices: (from === null ? others : [...others, { from, price: entered }]).toSorted(
      (one, other) => Date.parse(one.from) - Date.parse(other.from),
    ),
    isEnabled: before?.isEnabled ?? true,
  });
};

/** Whether the prices in the form say that tokens of one kind cost nothing. */
export const saysFree = ({ input, output }: FormValue): boolean => input === 0 || output === 0;

/** What is stored, so that one model can change while the others stay. */
export const toModelSpec = (model: SupplierModel): ModelSpec => ({
  key: model.key,
  name: model.name,
  contextTokens: model.contextTokens,
  capabilities: model.capabilities,
  price: model.isPriceEntered ? model.price : null,
  laterPrices: model.laterPrices,
  isEnabled: model.isEnabled,
});
