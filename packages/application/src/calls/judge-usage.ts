import type { CheckResult, TokenUsage } from '@switchyard/domain';
import { countTokens } from '@switchyard/suppliers';

export interface UsageClaim {
  /** What the supplier says; null when it said nothing. */
  readonly reported: TokenUsage | null;
  /** The request as text, and what the supplier wrote. Read only when the report is not believable. */
  readonly asked: () => string;
  readonly written: () => string;
  /** Estimated before the call, from its size. */
  readonly askedTokens: number;
  readonly writtenChars: number;
  /** Of an answer that was cut: written at least, seen or not. 0 for a whole one. */
  readonly unseenTokens: number;
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

const isTooLow = ({ reported, askedTokens, writtenChars, unseenTokens }: UsageClaim): boolean =>
  reported === null ||
  inputOf(reported) < Math.floor(askedTokens / estimateErrorMax) ||
  reported.output < Math.floor(writtenChars / charsPerTokenMax) ||
  (writtenChars > 0 && reported.output === 0) ||
  reported.output < unseenTokens;

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
  const [input, written] = await Promise.all([countTokens(claim.asked()), countTokens(claim.written())]);
  const output = Math.max(written, Math.min(claim.unseenTokens, claim.outputTokensMax));
  if (reported === null) {
    const usage = { input, cachedInput: 0, cacheWrite: 0, output, reasoning: 0 };
    return { usage, doubt: doubt('The supplier reported no usage; Switchyard counted.') };
  }
  const missing = Math.max(0, input - inputOf(reported));
  const usage = { ...reported, input: reported.input + missing, output: Math.max(reported.output, output) };
  const said = `${inputOf(reported)} tokens read and ${reported.output} written`;
  return { usage, doubt: doubt(`The supplier reported ${said}, less than can be; Switchyard counted.`) };
};
