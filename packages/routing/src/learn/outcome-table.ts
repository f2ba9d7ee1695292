/** What one candidate made of one case. */
export interface CaseResult {
  /** 0 wrong … 1 right; parts of it for graded answers. */
  readonly score: number;
  /** Any unit of money, the same throughout the table. */
  readonly cost: number;
  /** Length of the answer, where it is known: long answers are often struggling ones. */
  readonly outputTokens?: number;
  /** The answer in a form that can be compared; without it, how often wrong answers coincide is assumed. */
  readonly answer?: string;
}

/** One past input with what every candidate that was asked made of it. */
export interface OutcomeCase {
  /** Stable name; orders folds, so that the order of cases changes nothing. */
  readonly id: string;
  /** Segment of the task, e.g. an input field: language, document type, subject. */
  readonly category?: string | null;
  readonly text?: string | null;
  readonly results: Readonly<Record<string, CaseResult>>;
}

/** Past outcomes: cases × candidates. Candidates need not have answered the same cases. */
export type OutcomeTable = readonly OutcomeCase[];

/** Null: this is no result that can be counted. */
const readResult = ({ score, cost, ...rest }: CaseResult): CaseResult | null =>
  Number.isFinite(score) && Number.isFinite(cost)
    ? { ...rest, score: Math.min(1, Math.max(0, score)), cost: Math.max(0, cost) }
    : null;

/** What can be counted of a table: a result without a finite score and cost is as good as none. */
export const readOutcomes = (table: OutcomeTable, candidates?: readonly string[]): OutcomeTable => {
  const allowed = candidates === undefined ? null : new Set(candidates);
  return table.map((each) => {
    const results = Object.entries(each.results).flatMap(([ref, result]) => {
      const read = allowed === null || allowed.has(ref) ? readResult(result) : null;
      return read ? [[ref, read] as const] : [];
    });
    return { ...each, results: Object.fromEntries(results) };
  });
};

/**
 * Did two answers agree? Compared where both are known. Where they are not, two right answers agree, a right and a wrong one
 * do not, and two wrong ones do in the share `wrongAnswersCoincide` of cases, chosen by a hash of case and pair.
 */
export const doAgree = (
  { id, results }: OutcomeCase,
  left: string,
  right: string,
  wrongAnswersCoincide: number,
): boolean => {
  const first = results[left];
  const second = results[right];
  if (!first || !second) return false;
  if (first.answer !== undefined && second.answer !== undefined) return first.answer === second.answer;
  const isFirstRight = first.score >= 0.5;
  if (isFirstRight !== second.score >= 0.5) return false;
  if (isFirstRight) return true;
  const [low, high] = left < right ? [left, right] : [right, left];
  return hashText(`${id} ${low} ${high}`) / 2 ** 32 < wrongAnswersCoincide;
};

/** FNV-1a over UTF-16 units with a final avalanche (MurmurHash3's), as an unsigned 32-bit integer. */
export const hashText = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};
