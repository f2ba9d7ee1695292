import { calcPrice } from '@pydantic/genai-prices';
import {
  type ModelSpec,
  type Price,
  type PriceExtra,
  type PriceTier,
  pricesAsOf,
  type SupplierKind,
} from '@switchyard/domain';

/** The table inside the pinned package; it is never updated from the network. */
export const priceTableVersion = 'genai-prices-0.1.8';

type Listed = Readonly<Record<string, unknown>>;

interface Tiered {
  readonly base: number;
  readonly tiers: readonly { readonly start: number; readonly price: number }[];
}

const isTiered = (rate: unknown): rate is Tiered => typeof rate === 'object' && rate !== null && 'base' in rate;

const baseOf = (rate: unknown): number | null => {
  const value = isTiered(rate) ? rate.base : rate;
  return typeof value === 'number' && value >= 0 ? value : null;
};

/** Dollars per million tokens → micro-dollars per million tokens. */
const microUsd = (rate: unknown): number | null => {
  const base = baseOf(rate);
  return base === null ? null : Math.round(base * 1_000_000);
};

/** So many percent of a base, never less than it is. */
const percentOf = (price: number, base: number): number => Math.ceil(Number(((price / base) * 100).toFixed(6)));

const priceAt = (rate: unknown, start: number): number | null => {
  if (!isTiered(rate)) return baseOf(rate);
  let price = rate.base;
  for (const tier of rate.tiers) if (tier.start <= start) ({ price } = tier);
  return price;
};

const dearest = (listed: Listed, names: readonly string[], start: number): number =>
  Math.max(
    100,
    ...names.map((name) => {
      const base = baseOf(listed[name]);
      const price = priceAt(listed[name], start);
      return base === null || price === null || base === 0 ? 100 : percentOf(price, base);
    }),
  );

const inputRates = ['input_mtok', 'cache_read_mtok', 'cache_write_mtok', 'cache_write_1h_mtok'];

/** Where the list has prices that step up with the length of a request: the whole request is billed at the step it reaches. */
const tiersOf = (listed: Listed): PriceTier[] => {
  const starts = new Set(
    Object.values(listed)
      .flatMap((rate) => (isTiered(rate) ? rate.tiers : []))
      .map(({ start }) => start),
  );
  return [...starts]
    .sort((left, right) => left - right)
    .map((start) => ({
      aboveInputTokens: start,
      inputPercent: dearest(listed, inputRates, start),
      outputPercent: dearest(listed, ['output_mtok'], start),
    }));
};

/** Names of tokens that are dearer than others of their side → where the list has them, and what they are a part of. */
const dearerTokens = {
  cache_1h: ['cache_write_1h_mtok', 'input_mtok'],
  audio_input: ['input_audio_mtok', 'input_mtok'],
  audio_output: ['output_audio_mtok', 'output_mtok'],
} as const;
/** Prices of a thousand. */
const byThePiece = { web_search: 'web_searches_kcount', file_search: 'storage_searches_kcount' } as const;

/** What the labs' price pages say of all their models, and the list has no place for: percent of the price. */
const ofAllModels: Partial<Record<SupplierKind, Readonly<Record<string, PriceExtra>>>> = {
  openai: { flex: { percent: 50 } },
  // Capacity bought beforehand costs no more for a token; inference kept in the United States costs a tenth more.
  anthropic: { priority: { percent: 100 }, us: { percent: 110 } },
};

const extrasOf = (kind: SupplierKind, listed: Listed): Record<string, PriceExtra> => {
  const extras: Record<string, PriceExtra> = { ...ofAllModels[kind] };
  for (const [name, [rate, part]] of Object.entries(dearerTokens)) {
    const price = baseOf(listed[rate]);
    const base = baseOf(listed[part]);
    if (price !== null && base !== null && base > 0) extras[name] = { percent: Math.max(1, percentOf(price, base)) };
  }
  for (const [name, rate] of Object.entries(byThePiece)) {
    const price = baseOf(listed[rate]);
    if (price !== null) extras[name] = { perUseMicroUsd: Math.round(price * 1000) };
  }
  return extras;
};

const providerOf: Partial<Record<SupplierKind, string>> = { openai: 'openai', anthropic: 'anthropic' };

/**
 * List price of a model at an instant, from the shipped table; for `openai-compatible` only by a base URL that the
 * table knows. Null when the table does not name it: then somebody has to enter a price before it is used.
 */
export const findPrice = (
  supplierKind: SupplierKind,
  modelKey: string,
  at: Date,
  baseUrl: string | null = null,
): Price | null => {
  const provider = providerOf[supplierKind];
  if (provider === undefined && baseUrl === null) return null;
  const where = provider === undefined ? { providerApiUrl: baseUrl ?? '' } : { providerId: provider };
  const found = calcPrice({ input_tokens: 1 }, modelKey, { ...where, timestamp: at });
  const listed: Listed = found?.model_price ?? {};
  const input = microUsd(listed.input_mtok);
  const output = microUsd(listed.output_mtok);
  if (!found || input === null || output === null) return null;
  const tiers = tiersOf(listed);
  return {
    inputMicroUsdPerMTok: input,
    outputMicroUsdPerMTok: output,
    cachedInputMicroUsdPerMTok: microUsd(listed.cache_read_mtok),
    cacheWriteMicroUsdPerMTok: microUsd(listed.cache_write_mtok),
    ...(tiers.length === 0 ? {} : { tiers }),
    extras: extrasOf(supplierKind, listed),
    version: `${priceTableVersion}:${found.provider.id}/${found.model.id}`,
  };
};

/** In micro-dollars; what Anthropic bills for a write, in percent of its input. */
const writePercent = 125;

/** An entered price with what it leaves open as the list has it, in proportion: steps of length, extras, writes to a cache. */
const complete = (kind: SupplierKind, own: Price, listed: Price | null): Price => {
  const written = listed?.cacheWriteMicroUsdPerMTok ?? null;
  const ofListed = written === null || !listed?.inputMicroUsdPerMTok ? null : written / listed.inputMicroUsdPerMTok;
  const share = ofListed ?? (kind === 'anthropic' ? writePercent / 100 : null);
  const tiers = own.tiers ?? listed?.tiers;
  return {
    ...own,
    cacheWriteMicroUsdPerMTok:
      own.cacheWriteMicroUsdPerMTok ?? (share === null ? null : Math.ceil(own.inputMicroUsdPerMTok * share)),
    ...(tiers === undefined ? {} : { tiers }),
    extras: { ...ofAllModels[kind], ...listed?.extras, ...own.extras },
  };
};

/** The price a model is used at: the one entered for it that holds at `at`, completed by the shipped table's, or that one. */
export const priceOfModel = (
  supplier: { readonly kind: SupplierKind; readonly baseUrl: string | null },
  model: Pick<ModelSpec, 'key' | 'price' | 'laterPrices'>,
  at: Date,
): Price | null => {
  const listed = findPrice(supplier.kind, model.key, at, supplier.baseUrl);
  const { price } = pricesAsOf(model, at);
  return price ? complete(supplier.kind, price, listed) : listed;
};
