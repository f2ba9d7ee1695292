/** A share in per cent, rounded down to a tenth so that it never says more than is known. */
export const percent = (share: number): string => `${Math.floor(share * 1000 + 1e-9) / 10} %`;
