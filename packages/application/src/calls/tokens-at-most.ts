/*
 * Tokenizers join letters that often stand together; what they do not know they write byte by byte. So letters and spaces count
 * less than a token each even where they make no words, and everything else counts as one.
 */
const weights = new Float64Array(256).fill(0.8);
for (let byte = 0x61; byte <= 0x7a; byte += 1) weights[byte] = 0.55;
weights[0x20] = 0.55;

/** A count that no tokenizer exceeds by more than the margin that `worstCaseOf` adds. */
export const tokensAtMost = (bytes: Uint8Array): number => {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 1) sum += weights[bytes[at] ?? 0] ?? 1;
  return Math.ceil(sum);
};
