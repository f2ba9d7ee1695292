/**
 * Text reduced to what identifies a name: lower-case, accents removed (Unicode NFKD without marks), everything but
 * letters and digits turned into single spaces. `Café  Müller, S.A.` → `cafe muller s a`.
 */
export const foldText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

export type Bigrams = { readonly counts: ReadonlyMap<string, number>; readonly total: number };

/** Pairs of neighbouring characters of the folded text, spaces left out, with how often each occurs. */
export const bigramsOf = (text: string): Bigrams => {
  const letters = foldText(text).replaceAll(' ', '');
  const counts = new Map<string, number>();
  for (let at = 0; at < letters.length - 1; at += 1) {
    const pair = letters.slice(at, at + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  if (letters.length === 1) counts.set(letters, 1);
  return { counts, total: letters.length === 1 ? 1 : Math.max(0, letters.length - 1) };
};

/** Sørensen–Dice coefficient over character bigrams (L. R. Dice, Ecology 26(3), 1945): 0 nothing, 1 the same. */
export const diceSimilarity = (left: Bigrams, right: Bigrams): number => {
  if (left.total + right.total === 0) return 1;
  let common = 0;
  for (const [pair, count] of left.counts) common += Math.min(count, right.counts.get(pair) ?? 0);
  return (2 * common) / (left.total + right.total);
};
