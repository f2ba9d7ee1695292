import { calcPrice } from '@pydantic/genai-prices';
import type { ModelSpec, Price, SupplierKind } from '@switchyard/domain';

/** The table inside the pinned package; it is never updated from the network. */
export const priceTableVersion = 'genai-prices-0.1.8';

type Rate = number | { readonly base: number } | undefined;

/** Dollars per million tokens → micro-dollars per million tokens. Tiers (very long contexts) use their base. */
const microUsd = (rate: unknown): number | null => {
  const value = (typeof rate === 'object' && rate !== null && 'base' in rate ? rate.base : rate) as Rate;
  return typeof value === 'number' && value >= 0 ? Math.round(value * 1_000_000) : null;
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
  const input = microUsd(found?.model_price.input_mtok);
  const output = microUsd(found?.model_price.output_mtok);
  if (!found || input === null || output === null) return null;
  return {
    inputMicroUsdPerMTok: input,
    outputMicroUsdPerMTok: output,
    cachedInputMicroUsdPerMTok: microUsd(found.model_price.cache_read_mtok),
    cacheWriteMicroUsdPerMTok: microUsd(found.model_price.cache_write_mtok),
    version: `${priceTableVersion}:${found.provider.id}/${found.model.id}`,
  };
};

/** The price a model is used at: the one entered for it, else the shipped table's. */
export const priceOfModel = (
  supplier: { readonly kind: SupplierKind; readonly baseUrl: string | null },
  model: Pick<ModelSpec, 'key' | 'price'>,
  at: Date,
): Price | null => model.price ?? findPrice(supplier.kind, model.key, at, supplier.baseUrl);
