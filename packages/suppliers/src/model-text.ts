import { DomainError, type JsonValue, jsonValueSchema, type TokenUsage } from '@switchyard/domain';

/** A reply that arrived and was billed, but is not an answer. */
export const badReply = (message: string, usage: TokenUsage, retryable: boolean, isSimulated: boolean): DomainError =>
  new DomainError('upstream_failed', message, { details: { usage, isSimulated }, retryable });

export const tryParseJson = (text: string): JsonValue | undefined => {
  try {
    return jsonValueSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** A quoted text, or a brace. Quoted texts are skipped as a whole, so that braces in them do not count. */
const braceOrText = /"(?:[^"\\]|\\.)*"|[{}]/g;

/** End of the balanced object that opens at `start`, or -1. */
const endOfObject = (text: string, start: number): number => {
  let depth = 0;
  for (const { 0: found, index } of text.slice(start).matchAll(braceOrText)) {
    if (found === '{') depth += 1;
    if (found === '}') depth -= 1;
    if (depth === 0) return start + index + 1;
  }
  return -1;
};

/**
 * The JSON that a model wrote: the whole text, else the first balanced object in it (models like to add a fence or a
 * sentence). Undefined when there is none.
 */
export const findJson = (text: string): JsonValue | undefined => {
  const whole = tryParseJson(text.trim());
  if (whole !== undefined) return whole;
  let start = text.indexOf('{');
  for (let tries = 0; start !== -1 && tries < 20; tries += 1) {
    const end = endOfObject(text, start);
    const value = end === -1 ? undefined : tryParseJson(text.slice(start, end));
    if (value !== undefined) return value;
    start = text.indexOf('{', start + 1);
  }
  return undefined;
};
