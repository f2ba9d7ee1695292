const gramLength = 3;
/** A longer text is compared by its beginning: memory stays bounded. */
const textMax = 50_000;

const normalise = (text: string): string =>
  text.slice(0, textMax).normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase();

const gramsOf = (text: string): Map<string, number> => {
  const padded = `  ${text} `;
  const counts = new Map<string, number>();
  for (let at = 0; at + gramLength <= padded.length; at += 1) {
    const gram = padded.slice(at, at + gramLength);
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
};

const sizeOf = (counts: ReadonlyMap<string, number>): number => {
  let size = 0;
  for (const count of counts.values()) size += count;
  return size;
};

/**
 * How alike two texts are, from 0 to 1: Dice's coefficient over trigrams of characters. 1 for texts that differ in nothing but
 * case and white space; the same in both directions. Time and memory are linear in the texts.
 * Source: L. R. Dice, Ecology 26 (1945); over n-grams: G. W. Adamson and J. Boreham, Information Storage and Retrieval 10 (1974).
 */
export const textSimilarity = (left: string, right: string): number => {
  const [one, other] = [normalise(left), normalise(right)];
  if (one === other) return 1;
  if (one === '' || other === '') return 0;
  const [grams, others] = [gramsOf(one), gramsOf(other)];
  let common = 0;
  for (const [gram, count] of grams) common += Math.min(count, others.get(gram) ?? 0);
  return (2 * common) / (sizeOf(grams) + sizeOf(others));
};

/** Whether two texts are equal but for case, white space and compatibility forms of characters. */
export const isSameText = (left: string, right: string): boolean => normalise(left) === normalise(right);
