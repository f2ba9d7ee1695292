/** How fast a supplier writes, by what arrives of a stream: what it thought before its first word it wrote at the same pace. */
export interface WritingPace {
  /** `writtenChars`: of all that has arrived by then. */
  note(writtenChars: number, atMs: number): void;
  /** What may have been written between `startedAtMs` and the first word, unseen. 0 where the pace is not known. */
  silentTokens(startedAtMs: number): number;
}

/** Characters of a token on average, in the languages that models write most. */
const charsPerToken = 4;
/** A pace is known from so long on; a shorter time is how pieces arrive, not how they are written. */
const seenMsMin = 200;
/** So long an answer takes to begin where nothing is thought. */
const beginMs = 1000;
/** No model writes faster. */
const tokensPerMsMax = 2;

export const createWritingPace = (): WritingPace => {
  let first: { readonly chars: number; readonly atMs: number } | null = null;
  let last = { chars: 0, atMs: 0 };
  return {
    note: (chars, atMs) => {
      if (chars === last.chars) return;
      last = { chars, atMs };
      first ??= last;
    },
    silentTokens: (startedAtMs) => {
      if (first === null) return 0;
      const seenMs = last.atMs - first.atMs;
      if (seenMs < seenMsMin) return 0;
      const tokensPerMs = Math.min(tokensPerMsMax, (last.chars - first.chars) / charsPerToken / seenMs);
      return Math.floor(Math.max(0, first.atMs - startedAtMs - beginMs) * tokensPerMs);
    },
  };
};
