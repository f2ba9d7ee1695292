import { type CheckResult, noTokens, type TokenUsage } from '@switchyard/domain';
import { countTokens } from '@switchyard/suppliers';

/** What may have been written of an answer before it was cut, and was not seen. */
export interface CutAnswer {
  /** All of it at least, seen or not. */
  readonly tokensMin: number;
  /** Thought before the first word, beside what was seen. */
  readonly silentTokens: number;
}

export interface UsageClaim {
  /** What the supplier says; null when it said nothing. */
  readonly reported: TokenUsage | null;
  /** Counts the request, and what the supplier wrote. Called only when the report is not believable. */
  readonly countAsked: () => Promise<number>;
  readonly written: () => string;
  /** Estimated before the call, from its size. */
  readonly askedTokens: number;
  readonly writtenChars: number;
  /** Null for a whole answer. */
  readonly cut: CutAnswer | null;
  /** What the model can read and write at most. */
  readonly inputTokensMax: number;
  readonly outputTokensMax: number;
}

export interface JudgedUsage {
  readonly usage: TokenUsage;
  /** Says what was believed instead; null when the report was believable. */
  readonly doubt: CheckResult | null;
}

/** How far an estimate by size may be above the truth: JSON around the words, long words, repetitions. */
const estimateErrorMax = 12;
/** No tokenizer packs more characters than this into a token on average, over a whole text. */
const charsPerTokenMax = 20;

const inputOf = ({ input, cachedInput, cacheWrite }: TokenUsage): number => input + cachedInput + cacheWrite;

const readsTooLittle = ({ reported, askedTokens }: UsageClaim): boolean =>
  reported === null || inputOf(reported) < Math.floor(askedTokens / estimateErrorMax);

/** A report that came before a cut may leave out what was written after it. */
const isTooLow = (claim: UsageClaim): boolean => {
  const { reported, writtenChars, cut } = claim;
  return (
    reported === null ||
    cut !== null ||
    readsTooLittle(claim) ||
    reported.output < Math.floor(writtenChars / charsPerTokenMax) ||
    (writtenChars > 0 && reported.output === 0)
  );
};

const isTooHigh = ({ reported, inputTokensMax, outputTokensMax }: UsageClaim): boolean =>
  reported !== null && (inputOf(reported) > inputTokensMax || reported.output > outputTokensMax);

const doubt = (explanation: string): CheckResult => ({ name: 'Usage', kind: 'usage', isPassed: false, explanation });

/** Cut back class by class, the dearest kept last. */
const capped = (usage: TokenUsage, { inputTokensMax, outputTokensMax }: UsageClaim): TokenUsage => {
  const input = Math.min(usage.input, inputTokensMax);
  const cacheWrite = Math.min(usage.cacheWrite, inputTokensMax - input);
  const cachedInput = Math.min(usage.cachedInput, inputTokensMax - input - cacheWrite);
  const output = Math.min(usage.output, outputTokensMax);
  return { ...usage, input, cacheWrite, cachedInput, output, reasoning: Math.min(usage.reasoning, output) };
};

/** What was sent and received, and what may have been written unseen. */
const countOf = async ({ countAsked, askedTokens, written, cut, outputTokensMax }: UsageClaim) => {
  const [input, seen] = await Promise.all([countAsked(), countTokens(written())]);
  const unseen = cut === null ? 0 : Math.max(cut.tokensMin, seen + cut.silentTokens);
  // What looks like a file is not counted, and may have been words.
  const inputMin = Math.floor(askedTokens / estimateErrorMax);
  return { input: Math.max(input, inputMin), output: Math.max(seen, Math.min(unseen, outputTokensMax)) };
};

/**
 * The tokens a call is accounted with. A believable report counts as it is. One that is missing or too low to be true is
 * compared with an own count of what was sent and received, and the larger of the two counts; one above what the model can
 * read or write counts up to there. Either way the receipt says so.
 */
export const judgeUsage = async (claim: UsageClaim): Promise<JudgedUsage> => {
  const { reported } = claim;
  if (reported !== null && isTooHigh(claim)) {
    const said = `${inputOf(reported)} tokens read and ${reported.output} written`;
    return {
      usage: capped(reported, claim),
      doubt: doubt(`The supplier reported ${said}, more than can be; cut back.`),
    };
  }
  if (reported !== null && !isTooLow(claim)) return { usage: reported, doubt: null };
  const counted = await countOf(claim);
  if (reported === null) {
    return {
      usage: { ...noTokens, input: counted.input, output: counted.output },
      doubt: doubt('The supplier reported no usage; Switchyard counted.'),
    };
  }
  const missing = readsTooLittle(claim) ? Math.max(0, counted.input - inputOf(reported)) : 0;
  const output = Math.max(reported.output, counted.output);
  const said = `${inputOf(reported)} tokens read and ${reported.output} written`;
  const why = claim.cut === null ? 'less than can be' : 'and was cut';
  return {
    usage: { ...reported, input: reported.input + missing, output },
    doubt: doubt(`The supplier reported ${said}, ${why}; Switchyard counted.`),
  };
};
