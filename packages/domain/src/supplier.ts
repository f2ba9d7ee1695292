import { z } from 'zod';
import { dataClassSchema } from './data-class.ts';
import { slugSchema } from './ids.ts';
import { placeSchema } from './place.ts';
import { webAddressSchema } from './web-address.ts';

export const supplierKinds = ['rules', 'classifier', 'openai', 'anthropic', 'openai-compatible', 'human'] as const;
export const supplierKindSchema = z.enum(supplierKinds);
export type SupplierKind = z.infer<typeof supplierKindSchema>;

/**
 * What something beyond plain tokens costs. `percent`: of the price of the tokens it is about (100 is the list price);
 * `perUseMicroUsd`: each time the supplier does it.
 */
export const priceExtraSchema = z.union([
  z.strictObject({ percent: z.int().min(1).max(100_000) }),
  z.strictObject({ perUseMicroUsd: z.int().min(0) }),
]);
export type PriceExtra = z.infer<typeof priceExtraSchema>;

/** Requests that read more than so many tokens cost these percentages of the price, all of them. */
export const priceTierSchema = z.strictObject({
  aboveInputTokens: z.int().min(0),
  inputPercent: z.int().min(0).max(100_000),
  outputPercent: z.int().min(0).max(100_000),
});
export type PriceTier = z.infer<typeof priceTierSchema>;

/** Prices in micro-dollars per million tokens; null where the supplier does not offer the class. */
export const priceSchema = z.strictObject({
  inputMicroUsdPerMTok: z.int().min(0),
  outputMicroUsdPerMTok: z.int().min(0),
  cachedInputMicroUsdPerMTok: z.int().min(0).nullable().default(null),
  cacheWriteMicroUsdPerMTok: z.int().min(0).nullable().default(null),
  /** By `aboveInputTokens`, the lowest first. Absent: the same however long a request is. */
  tiers: z.array(priceTierSchema).max(10).exactOptional(),
  /**
   * By the name under which a request asks for it (`priority`, `flex`, `fast`, `us`, `cache_1h`, `audio_input`, `web_search` …).
   * What a request asks for and is not named here is not sent to this model.
   */
  extras: z.record(z.string().regex(/^[\w.:-]{1,60}$/), priceExtraSchema).exactOptional(),
  /** Names the table and date the numbers come from; copied into receipts. */
  version: z.string().min(1).max(120),
});
export type Price = z.infer<typeof priceSchema>;

/** A price that is known before it holds. */
export const laterPriceSchema = z.strictObject({
  /** From this instant on. */
  from: z.iso.datetime({ offset: true }),
  /** Null: the shipped price table's again. */
  price: priceSchema.nullable(),
});

export const modelSpecSchema = z.strictObject({
  /** Name sent to the supplier. */
  key: z.string().min(1).max(200),
  name: z.string().min(1).max(200),
  contextTokens: z.int().min(1),
  capabilities: z
    .array(z.enum(['structured_output', 'tools', 'streaming', 'vision', 'embeddings', 'hosted_tools', 'other_fields']))
    .default([]),
  /** Overrides the shipped price table; null uses it. */
  price: priceSchema.nullable().default(null),
  /** What takes its place later, the earliest first. */
  laterPrices: z.array(laterPriceSchema).max(12).default([]),
  isEnabled: z.boolean().default(true),
});
export type ModelSpec = z.infer<typeof modelSpecSchema>;
export type LaterPrice = z.infer<typeof laterPriceSchema>;
type EnteredPrices = Pick<ModelSpec, 'price' | 'laterPrices'>;

/** The same prices as they stand at an instant: what has come to hold is the price, and only what is still to come is later. */
export const pricesAsOf = ({ price, laterPrices }: EnteredPrices, at: Date): EnteredPrices => {
  const isHolding = ({ from }: LaterPrice) => Date.parse(from) <= at.getTime();
  const last = laterPrices.findLast(isHolding);
  return { price: last ? last.price : price, laterPrices: laterPrices.filter((each) => !isHolding(each)) };
};

/**
 * Dollars for a million tokens: a cent a token, more than ten times what anybody asks. Beyond it a price is a slip that would empty
 * budgets, or leave the whole numbers that a program can count.
 */
export const priceUsdMax = 10_000;

const perUseUsdMax = 1000;
const contextTokensMax = 100_000_000;

const pricesOf = ({ price, laterPrices }: ModelSpec): Price[] =>
  [price, ...laterPrices.map((later) => later.price)].filter((each) => each !== null);

const isPayable = (model: ModelSpec): boolean =>
  pricesOf(model)
    .flatMap((price) => [
      price.inputMicroUsdPerMTok,
      price.outputMicroUsdPerMTok,
      price.cachedInputMicroUsdPerMTok,
      price.cacheWriteMicroUsdPerMTok,
    ])
    .every((each) => (each ?? 0) <= priceUsdMax * 1_000_000);

const isPayablePerUse = (model: ModelSpec): boolean =>
  pricesOf(model)
    .flatMap(({ extras = {} }) => Object.values(extras))
    .every((extra) => !('perUseMicroUsd' in extra) || extra.perUseMicroUsd <= perUseUsdMax * 1_000_000);

const isInOrder = ({ laterPrices }: ModelSpec): boolean =>
  laterPrices.every(({ from }, at) => at === 0 || Date.parse(laterPrices[at - 1]?.from ?? '') < Date.parse(from));

/** What is entered is bounded; what was stored before it was stays readable. */
const enteredModelSchema = modelSpecSchema
  .refine(isPayable, {
    path: ['price'],
    message: `A price is at most $${priceUsdMax.toLocaleString('en')} per million tokens.`,
  })
  .refine(isPayablePerUse, {
    path: ['price', 'extras'],
    message: `A price per use is at most $${perUseUsdMax.toLocaleString('en')}.`,
  })
  .refine(isInOrder, {
    path: ['laterPrices'],
    message: 'Each later price needs a date of its own, and the earliest comes first.',
  })
  .refine(({ contextTokens }) => contextTokens <= contextTokensMax, {
    path: ['contextTokens'],
    message: `A context is at most ${contextTokensMax.toLocaleString('en')} tokens.`,
  });

/** Price of a minute of people's work and minutes that a task takes. */
export const humanWorkSchema = z.strictObject({
  microUsdPerMinute: z.int().min(0),
  minutesPerTask: z.number().min(0),
  roles: z.array(z.string()),
});

const minuteUsdMax = 1000;
const minutesMax = 10_000;

const enteredHumanWorkSchema = humanWorkSchema
  .refine(({ microUsdPerMinute }) => microUsdPerMinute <= minuteUsdMax * 1_000_000, {
    path: ['microUsdPerMinute'],
    message: `A minute costs at most $${minuteUsdMax.toLocaleString('en')}.`,
  })
  .refine(({ minutesPerTask }) => minutesPerTask <= minutesMax, {
    path: ['minutesPerTask'],
    message: `A task takes at most ${minutesMax.toLocaleString('en')} minutes.`,
  });

export const supplierSpecSchema = z.strictObject({
  slug: slugSchema,
  name: z.string().trim().min(1).max(120),
  kind: supplierKindSchema,
  /** Only for openai-compatible, or to point the official SDKs elsewhere. */
  baseUrl: webAddressSchema.nullable().default(null),
  /** Highest data class that may be sent here. */
  dataClassMax: dataClassSchema,
  /** Where it processes data; in any letter case. */
  residency: placeSchema.default(''),
  isEnabled: z.boolean().default(true),
  models: z.array(enteredModelSchema).max(200).default([]),
  /** Only for `human`. */
  human: enteredHumanWorkSchema.nullable().default(null),
});
export type SupplierSpec = z.infer<typeof supplierSpecSchema>;
