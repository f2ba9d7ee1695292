/**
 * The label whose words occur most often in the text as whole words or phrases; letter case does not count.
 * Null when nothing occurs or two labels are level: a tie is not an answer.
 */
export const extractKeyword = (text: string, keywords: Readonly<Record<string, readonly string[]>>): string | null => {
  const padded = ` ${text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
  const hits = Object.entries(keywords).map(([label, words]) => {
    const counted = words.map((word) => {
      const phrase = word
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
        .trim();
      return phrase === '' ? 0 : padded.split(` ${phrase} `).length - 1;
    });
    return { label, count: counted.reduce((sum, count) => sum + count, 0) };
  });
  const [first, second] = hits.sort((left, right) => right.count - left.count);
  if (!first || first.count === 0 || first.count === second?.count) return null;
  return first.label;
};
