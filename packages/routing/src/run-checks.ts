import {
  type Check,
  type CheckResult,
  describeDataIssues,
  isDomainError,
  type JsonObject,
  type JsonValue,
  type TaskSpec,
} from '@switchyard/domain';
import { parseCalendarDate } from './calendar-date.ts';
import { compareWithSource, type SourceComparison } from './compare-with-source.ts';
import { compileLinearPattern } from './linear-pattern.ts';
import { isNumberInText } from './number-in-text.ts';
import type { EvaluateRule, TaskSource } from './supplier-port.ts';

export interface RunChecksRequest {
  readonly task: Pick<TaskSpec, 'output' | 'checks'>;
  readonly input: JsonObject;
  readonly output: JsonValue;
  readonly sources: readonly TaskSource[];
  readonly evaluateRule: EvaluateRule;
}

/** What a program can decide. A judge and people are asked afterwards, where an answer of a supplier is at stake. */
type MechanicalCheck = Exclude<Check, { kind: 'judge' | 'human' }>;
const isMechanical = (check: Check): check is MechanicalCheck => check.kind !== 'judge' && check.kind !== 'human';

type Verdict = Pick<CheckResult, 'isPassed' | 'explanation'>;

const pass = (explanation: string): Verdict => ({
  isPassed: true,
  explanation,
});
const fail = (explanation: string): Verdict => ({
  isPassed: false,
  explanation,
});

/** A longer value is refused instead of matched: linear time still grows with the text. */
const patternTextMax = 20_000;
const shown = (value: JsonValue): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

const fieldOf = (value: JsonValue, field: string): JsonValue => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.hasOwn(value, field) ? (value[field] ?? null) : null;
};

const textOf = (value: JsonValue): string => {
  if (Array.isArray(value)) return value.map(textOf).join('\n');
  if (typeof value === 'object' && value !== null) return Object.values(value).map(textOf).join('\n');
  return value === null ? '' : String(value);
};

const normalise = (text: string): string => text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase();
const isWordChar = (char: string): boolean => /[\p{L}\p{N}]/u.test(char);

/** Literal occurrence bounded by word borders; letter case and runs of white space do not count. */
const isPhraseInText = (phrase: string, text: string): boolean => {
  const wanted = normalise(phrase);
  const given = normalise(text);
  if (wanted === '') return false;
  for (let at = given.indexOf(wanted); at !== -1; at = given.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    const isOpen = isWordChar(wanted.charAt(0)) && isWordChar(given.charAt(at - 1));
    const isOpenEnd = isWordChar(wanted.charAt(wanted.length - 1)) && isWordChar(given.charAt(end));
    if (!isOpen && !isOpenEnd) return true;
  }
  return false;
};

const occurs = (value: JsonValue, text: string): boolean => {
  if (typeof value === 'number') return isNumberInText(value, text);
  if (Array.isArray(value)) return value.every((entry) => occurs(entry, text));
  if (typeof value === 'string') {
    const isNumeric = /^-?\d+(?:\.\d+)?$/.test(value.trim());
    return isPhraseInText(value, text) || (isNumeric && isNumberInText(Number(value), text));
  }
  return isPhraseInText(textOf(value), text);
};

const judgeOccurrence = (check: Extract<Check, { kind: 'occursIn' }>, request: RunChecksRequest): Verdict => {
  const value = fieldOf(request.output, check.field);
  if (value === null) return pass(`${check.field} is empty, so there is nothing to find.`);
  const text = textOf(fieldOf(request.input, check.inputField));
  return occurs(value, text)
    ? pass(`${check.field} “${shown(value)}” occurs in ${check.inputField}.`)
    : fail(`${check.field} “${shown(value)}” does not occur in ${check.inputField}.`);
};

const judgeDate = (check: Extract<Check, { kind: 'date' }>, output: JsonValue): Verdict => {
  const value = fieldOf(output, check.field);
  const date = typeof value === 'string' ? parseCalendarDate(value) : null;
  return date === null
    ? fail(`${check.field} “${shown(value)}” is not a calendar date.`)
    : pass(`${check.field} is ${date}.`);
};

const judgePattern = (check: Extract<Check, { kind: 'regex' }>, output: JsonValue): Verdict => {
  const text = textOf(fieldOf(output, check.field));
  if (text.length > patternTextMax) return fail(`${check.field} has more than ${patternTextMax} characters.`);
  return compileLinearPattern(check.pattern)(text)
    ? pass(`${check.field} fits ${check.pattern}.`)
    : fail(`${check.field} “${shown(text)}” does not fit ${check.pattern}.`);
};

const judgeRule = (check: Extract<Check, { kind: 'rule' }>, request: RunChecksRequest): Verdict => {
  const sources = Object.fromEntries(request.sources.map(({ slug, data }) => [slug, data]));
  const { input, output, evaluateRule } = request;
  const value = evaluateRule(check.expression, { input, output, sources });
  return value === true ? pass(`${check.expression} holds.`) : fail(`${check.expression} is ${shown(value)}.`);
};

/** Null when a field of the answer agrees with a source of truth, else the sentence that says how it does not. */
export const differenceFromSource = (
  check: SourceComparison,
  { input, output, sources }: Pick<RunChecksRequest, 'input' | 'output' | 'sources'>,
): string | null => {
  const keyField = check.keyField ?? check.field;
  const key = fieldOf(output, keyField) ?? fieldOf(input, keyField);
  return compareWithSource(check, fieldOf(output, check.field), key, sources);
};

const judgeSource = (check: Extract<Check, { kind: 'source' }>, request: RunChecksRequest): Verdict => {
  const difference = differenceFromSource(check, request);
  return difference === null ? pass(`${check.field} agrees with ${check.source}.`) : fail(difference);
};

const judge = (check: MechanicalCheck, request: RunChecksRequest): Verdict => {
  if (check.kind === 'occursIn') return judgeOccurrence(check, request);
  if (check.kind === 'date') return judgeDate(check, request.output);
  if (check.kind === 'regex') return judgePattern(check, request.output);
  if (check.kind === 'source') return judgeSource(check, request);
  return judgeRule(check, request);
};

/** A check that cannot be evaluated has not been passed. */
const runCheck = (check: MechanicalCheck, request: RunChecksRequest): CheckResult => {
  const { name, kind } = check;
  try {
    return { name, kind, ...judge(check, request) };
  } catch (thrown) {
    if (!isDomainError(thrown)) throw thrown;
    return {
      name,
      kind,
      ...fail(`It could not be evaluated: ${thrown.message}`),
    };
  }
};

/**
 * Executes the definition of done. The output schema comes first; an output that does not fit it is not looked at
 * further. Every check gives one result with a sentence that can be sent back as feedback.
 */
export const runChecks = (request: RunChecksRequest): CheckResult[] => {
  const issues = describeDataIssues(request.task.output, request.output);
  const schema: CheckResult = {
    name: 'Output schema',
    kind: 'schema',
    isPassed: issues === undefined,
    explanation: issues ?? 'The output fits its schema.',
  };
  if (!schema.isPassed) return [schema];
  return [schema, ...request.task.checks.filter(isMechanical).map((check) => runCheck(check, request))];
};
