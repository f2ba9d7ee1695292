import { z } from 'zod';
import { slugSchema } from './ids.ts';
import { placeSchema } from './place.ts';
import { webAddressSchema } from './web-address.ts';

const limitOf = (max: number) =>
  z
    .int()
    .min(1, 'A limit of 0 would hold back every call. Leave it empty for no limit, or switch the supplier off.')
    .max(max)
    .nullable()
    .default(null);

/** How much may be asked of something by all processes together. Null: no limit of its own. */
export const supplyLimitsSchema = z.strictObject({
  /** Calls under way at the same moment. */
  callsAtOnce: limitOf(100_000),
  /** Calls that begin in any 60 seconds. */
  callsPerMinute: limitOf(10_000_000),
  /** Tokens read and written in any 60 seconds. */
  tokensPerMinute: limitOf(1_000_000_000_000),
});
export type SupplyLimits = z.infer<typeof supplyLimitsSchema>;
export const noSupplyLimits: SupplyLimits = { callsAtOnce: null, callsPerMinute: null, tokensPerMinute: null };

/** The supplier's own address and key: the endpoint that every supplier has. */
export const mainEndpoint = 'main';

/** Another key or region of a supplier: asked where the one before it failed, or in turn with it. */
export const endpointSpecSchema = z.strictObject({
  /** What receipts call it; never the key. */
  label: slugSchema.refine((label) => label !== mainEndpoint, '“main” is the supplier’s own address and key.'),
  /** Null: the address of the supplier. */
  baseUrl: webAddressSchema.nullable().default(null),
  /** Where it processes data; null: where the supplier does. */
  residency: placeSchema.nullable().default(null),
  /** The lowest is asked first. The supplier's own is 1; those of one place share the calls. */
  place: z.int().min(1).max(99).default(2),
  /** Share of the calls among endpoints of one place. The supplier's own has 1. */
  weight: z.int().min(1).max(1000).default(1),
  isEnabled: z.boolean().default(true),
  limits: supplyLimitsSchema.default(noSupplyLimits),
});
export type EndpointSpec = z.infer<typeof endpointSpecSchema>;

/** More keys or regions than this are a mistake. */
export const endpointsMax = 20;
