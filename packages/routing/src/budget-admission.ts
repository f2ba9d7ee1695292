/** What one process has at hand of a budget's period while it asks for more. */
export interface BudgetOffer {
  /** Leased before, not promised yet. */
  readonly inHandMicroUsd: number;
  /** What may still be leased; infinite for a budget that only warns. */
  readonly freeMicroUsd: number;
}

export interface BudgetClaim {
  readonly worstMicroUsd: number;
  /** Every one must admit it. */
  readonly periodIds: readonly string[];
}

export interface Admission {
  /** Per claim, in order: null when admitted, else the period that has too little. */
  readonly refusedBy: readonly (string | null)[];
  /** Period → what the admitted claims take of it. */
  readonly used: ReadonlyMap<string, number>;
}

/**
 * Admits claims in their order, each by all of its periods or by none. A claim that does not fit takes nothing, so that a
 * smaller one behind it still may. A period without an offer admits nothing.
 */
export const admit = (claims: readonly BudgetClaim[], offers: ReadonlyMap<string, BudgetOffer>): Admission => {
  const used = new Map<string, number>();
  const refusedBy = claims.map(({ worstMicroUsd, periodIds }) => {
    const lacking = periodIds.find((id) => {
      const offer = offers.get(id);
      return !offer || (used.get(id) ?? 0) + worstMicroUsd > offer.inHandMicroUsd + offer.freeMicroUsd;
    });
    if (lacking !== undefined) return lacking;
    for (const id of periodIds) used.set(id, (used.get(id) ?? 0) + worstMicroUsd);
    return null;
  });
  return { refusedBy, used };
};

/** A slice is at most this part of what is free, so that what a crash makes unknown stays small and the last of a cap is usable. */
const sliceParts = 128;

/**
 * What to lease beyond what callers wait for: as much as is wished, and ever less as the cap comes near. Whole micro-dollars.
 */
export const sliceBeyond = (freeMicroUsd: number, wishMicroUsd: number): number =>
  Math.max(0, Math.floor(Math.min(wishMicroUsd, freeMicroUsd / sliceParts)));
