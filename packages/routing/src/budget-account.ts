/**
 * One budget in one period, in whole micro-dollars. Money is in exactly one of four places:
 *
 *   free ──lease──▶ held ──settle──▶ spent           held: in slices that processes have leased
 *     ▲              │ └────expire───▶ unknown ──late settlement──▶ spent
 *     └──give back───┘
 *
 * `taken` is all that is not free. Nothing leads from `held` back to `free` but what its own holder says it never promised, or
 * what a call turned out not to cost: so a process that dies, sleeps or answers late can never make a budget overrun.
 */
export interface BudgetAccount {
  /** With what was topped up for this period. */
  readonly capMicroUsd: number;
  readonly takenMicroUsd: number;
  readonly spentMicroUsd: number;
  /** Counted at the worst case because nobody could say what it cost. */
  readonly unknownMicroUsd: number;
}

/** What a process has leased of an account. What it has promised of it, only that process knows. */
export interface BudgetSlice {
  readonly amountMicroUsd: number;
  /** Worst cases of its calls that have been settled. */
  readonly settledMicroUsd: number;
  /** Its holder has not been seen for too long: what was not settled is unknown. */
  readonly isExpired: boolean;
}

export interface HeldSlice {
  readonly account: BudgetAccount;
  readonly slice: BudgetSlice;
}

/**
 * How calls of one slice ended. `actual`: the cost is known. `unknown`: nobody can say, the worst case counts. `late`: was
 * settled as unknown before, and now the cost is known. Amounts may be sums over calls of one kind.
 */
export interface BudgetSettlement {
  readonly kind: 'actual' | 'unknown' | 'late';
  readonly worstMicroUsd: number;
  /** Ignored for `unknown`. May exceed the worst case where a supplier billed more than it may: then it counts in full. */
  readonly actualMicroUsd: number;
}

/** What may still be leased. Never negative: a cap may have been lowered below what is taken. */
export const freeOf = ({ capMicroUsd, takenMicroUsd }: BudgetAccount): number =>
  Math.max(0, capMicroUsd - takenMicroUsd);

export const heldOf = ({ takenMicroUsd, spentMicroUsd, unknownMicroUsd }: BudgetAccount): number =>
  takenMicroUsd - spentMicroUsd - unknownMicroUsd;

/** What counts against the cap for good. */
export const usedOf = ({ spentMicroUsd, unknownMicroUsd }: BudgetAccount): number => spentMicroUsd + unknownMicroUsd;

/** Of a slice that has not expired: what its holder may have promised. */
export const outstandingOf = ({ amountMicroUsd, settledMicroUsd }: BudgetSlice): number =>
  amountMicroUsd - settledMicroUsd;

export const lease = ({ account, slice }: HeldSlice, microUsd: number): HeldSlice => ({
  account: { ...account, takenMicroUsd: account.takenMicroUsd + microUsd },
  slice: { ...slice, amountMicroUsd: slice.amountMicroUsd + microUsd },
});

/** The holder returns what it has not promised and will not promise. */
export const giveBack = ({ account, slice }: HeldSlice, microUsd: number): HeldSlice => {
  const left = slice.isExpired ? stillUnknown(account, microUsd) : microUsd;
  return {
    account: {
      ...account,
      takenMicroUsd: account.takenMicroUsd - left,
      unknownMicroUsd: account.unknownMicroUsd - (slice.isExpired ? left : 0),
    },
    slice: { ...slice, amountMicroUsd: slice.amountMicroUsd - microUsd },
  };
};

/** Of an amount that was counted as unknown: what nobody has resolved by hand since. That part is not given back twice. */
const stillUnknown = ({ unknownMicroUsd }: BudgetAccount, microUsd: number): number =>
  Math.min(microUsd, unknownMicroUsd);

/**
 * Somebody found out, from an invoice, what calls of unknown cost came to together. `unknownMicroUsd` of them count as
 * `actualMicroUsd` from then on. Should one of their processes come back after all, its calls count once more: a budget may then
 * hold too much, never too little. Throws RangeError for more than is unknown.
 */
export const resolveUnknown = (
  account: BudgetAccount,
  unknownMicroUsd: number,
  actualMicroUsd: number,
): BudgetAccount => {
  if (unknownMicroUsd > account.unknownMicroUsd) throw new RangeError('More than is unknown cannot be resolved.');
  return {
    ...account,
    takenMicroUsd: account.takenMicroUsd + actualMicroUsd - unknownMicroUsd,
    spentMicroUsd: account.spentMicroUsd + actualMicroUsd,
    unknownMicroUsd: account.unknownMicroUsd - unknownMicroUsd,
  };
};

/** The holder is gone: whatever it had not settled may have been spent. */
export const expire = ({ account, slice }: HeldSlice): HeldSlice => {
  if (slice.isExpired) return { account, slice };
  return {
    account: { ...account, unknownMicroUsd: account.unknownMicroUsd + outstandingOf(slice) },
    slice: { ...slice, isExpired: true },
  };
};

/** Moves calls out of what is held, or out of what was unknown, to what they really cost. */
export const settle = ({ account, slice }: HeldSlice, settlement: BudgetSettlement): HeldSlice => {
  const { kind, worstMicroUsd, actualMicroUsd } = settlement;
  const settled = kind === 'late' ? slice : { ...slice, settledMicroUsd: slice.settledMicroUsd + worstMicroUsd };
  if (kind === 'unknown') {
    // Of an expired slice all that was not settled is counted as unknown already.
    const added = slice.isExpired ? 0 : worstMicroUsd;
    return { account: { ...account, unknownMicroUsd: account.unknownMicroUsd + added }, slice: settled };
  }
  const wasUnknown = kind === 'late' || slice.isExpired;
  const wasTaken = wasUnknown ? stillUnknown(account, worstMicroUsd) : worstMicroUsd;
  return {
    account: {
      ...account,
      takenMicroUsd: account.takenMicroUsd + actualMicroUsd - wasTaken,
      spentMicroUsd: account.spentMicroUsd + actualMicroUsd,
      unknownMicroUsd: account.unknownMicroUsd - (wasUnknown ? wasTaken : 0),
    },
    slice: settled,
  };
};

/** Whether a settlement changes what had been written down as unknown, and is therefore noted as a correction. */
export const isCorrection = (slice: BudgetSlice, { kind }: BudgetSettlement): boolean =>
  kind === 'late' || (kind === 'actual' && slice.isExpired);
