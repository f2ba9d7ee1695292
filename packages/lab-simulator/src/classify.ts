const gramsOf = (text: string): Set<string> => {
  const grams = new Set<string>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []) {
    for (let at = 0; at + 3 <= word.length; at += 1) grams.add(word.slice(at, at + 3));
  }
  return grams;
};

/** The label whose words share most character trigrams with the text (overlap ÷ size of the label); the first of equals. */
export const classify = (text: string, labels: readonly string[]): string | null => {
  const grams = gramsOf(text);
  let best: string | null = null;
  let bestShare = -1;
  for (const label of labels) {
    const own = gramsOf(label.replaceAll(/[_-]/g, ' '));
    const share = [...own].filter((gram) => grams.has(gram)).length / Math.max(1, own.size);
    if (share > bestShare) {
      best = label;
      bestShare = share;
    }
  }
  return best;
};
