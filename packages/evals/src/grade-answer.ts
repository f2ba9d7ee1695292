import {
  compileLinearPattern,
  describeDataIssues,
  type Grade,
  type Grader,
  type Grading,
  isDomainError,
  type JsonObject,
  type JsonValue,
  type SourceGrader,
} from '@switchyard/domain';
import { compareValues, fieldOf, isNear, isSameJson, textOf } from './compare-values.ts';
import { textSimilarity } from './text-similarity.ts';

/** Evaluates CEL over `input`, `output` and `expected`; injected. Throws DomainError `invalid_expression`. */
export type EvaluateGradingRule = (
  expression: string,
  scope: { readonly input: JsonObject; readonly output: JsonValue; readonly expected: JsonValue },
) => JsonValue;

/** Compares an answer with a source of truth; injected, as it knows the sources. Null: it agrees, else how it does not. */
export type CompareWithSource = (grader: SourceGrader, input: JsonObject, output: JsonValue) => string | null;

export interface GradeRequest {
  readonly grading: Grading;
  readonly input: JsonObject;
  readonly output: JsonValue;
  /** Null: the case does not say what is right. */
  readonly expected: JsonValue;
  readonly evaluateRule: EvaluateGradingRule;
  readonly compareWithSource: CompareWithSource;
  /** What a judge or a person said, by the grader's place in the list. */
  readonly given: Readonly<Record<number, Grade>>;
}

export interface GradedAnswer {
  readonly grades: readonly Grade[];
  /** Mean by weight; null while a grade is missing. */
  readonly score: number | null;
  readonly isPassed: boolean | null;
}

/** A longer text is refused instead of matched: linear time still grows with the text. */
const patternTextMax = 20_000;

const shown = (value: JsonValue): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

type Judgement = Omit<Grade, 'kind'>;
const right = (explanation: string): Judgement => ({ score: 1, explanation });
const wrong = (explanation: string): Judgement => ({ score: 0, explanation });

const gradeFields = (grader: Extract<Grader, { kind: 'fields' }>, request: GradeRequest): Judgement => {
  let sum = 0;
  let weights = 0;
  const missed: string[] = [];
  for (const { field, weight, compare, tolerance } of grader.fields) {
    const [given, expected] = [fieldOf(request.output, field), fieldOf(request.expected, field)];
    const score = compareValues(given, expected, compare, tolerance);
    sum += weight * score;
    weights += weight;
    if (score < 1) missed.push(`${field} is “${shown(given)}”, expected “${shown(expected)}”`);
  }
  const explanation = missed.length === 0 ? 'Every field is as expected.' : `${missed.join('; ')}.`;
  return { score: Math.min(1, sum / weights), explanation };
};

const gradeRule = (expression: string, { input, output, expected, evaluateRule }: GradeRequest): Judgement => {
  const value = evaluateRule(expression, { input, output, expected });
  if (value === true) return right(`${expression} holds.`);
  if (typeof value === 'number' && value >= 0 && value <= 1) {
    return { score: value, explanation: `${expression} is ${value}.` };
  }
  return wrong(`${expression} is ${shown(value)}.`);
};

const gradePattern = ({ field, pattern }: Extract<Grader, { kind: 'regex' }>, output: JsonValue): Judgement => {
  const text = textOf(fieldOf(output, field));
  if (text.length > patternTextMax) return wrong(`${field} has more than ${patternTextMax} characters.`);
  return compileLinearPattern(pattern)(text)
    ? right(`${field} fits ${pattern}.`)
    : wrong(`${field} “${shown(text)}” does not fit ${pattern}.`);
};

const gradeSource = (grader: SourceGrader, { input, output, compareWithSource }: GradeRequest): Judgement => {
  const difference = compareWithSource(grader, input, output);
  return difference === null ? right(`${grader.field} agrees with ${grader.source}.`) : wrong(difference);
};

const gradeSchema = ({ schema }: Extract<Grader, { kind: 'schema' }>, output: JsonValue): Judgement => {
  const issues = describeDataIssues(schema, output);
  return issues ? wrong(`It does not fit the schema: ${issues}.`) : right('It fits the schema.');
};

const judge = (grader: Grader, request: GradeRequest): Judgement => {
  const { output, expected } = request;
  if (grader.kind === 'schema') return gradeSchema(grader, output);
  if (grader.kind === 'source') return gradeSource(grader, request);
  if (grader.kind === 'rule') return gradeRule(grader.expression, request);
  if (grader.kind === 'regex') return gradePattern(grader, output);
  if (grader.kind === 'judge') return { score: null, explanation: 'The judge has not answered.' };
  if (grader.kind === 'human') return { score: null, explanation: 'Waits for a person.' };
  if (expected === null) return { score: null, explanation: 'The case does not say what is right.' };
  if (grader.kind === 'exact') {
    return isSameJson(output, expected)
      ? right('As expected.')
      : wrong(`“${shown(output)}”, expected “${shown(expected)}”.`);
  }
  if (grader.kind === 'fields') return gradeFields(grader, request);
  const [given, wanted] = [fieldOf(output, grader.field), fieldOf(expected, grader.field)];
  if (grader.kind === 'similarity') {
    const score = textSimilarity(textOf(given), textOf(wanted));
    return { score, explanation: `${grader.field} is ${Math.round(score * 100)} % like the expected text.` };
  }
  return isNear(given, wanted, grader)
    ? right(`${grader.field} ${shown(given)} is near enough to ${shown(wanted)}.`)
    : wrong(`${grader.field} is ${shown(given)}, expected ${shown(wanted)}.`);
};

/** A grade that cannot be worked out is a wrong answer, with the reason. */
const gradeBy = (grader: Grader, request: GradeRequest): Grade => {
  try {
    return { kind: grader.kind, ...judge(grader, request) };
  } catch (thrown) {
    if (!isDomainError(thrown)) throw thrown;
    return { kind: grader.kind, ...wrong(`It could not be evaluated: ${thrown.message}`) };
  }
};

/** Floating sums of weights must not fail an answer that reaches the mark exactly. */
const roundingSlack = 1e-9;

/** Judges one answer by every grader. A missing grade leaves score and verdict open: nothing is guessed. */
export const gradeAnswer = (request: GradeRequest): GradedAnswer => {
  const { graders, passAt } = request.grading;
  const grades = graders.map(({ grader }, index) => request.given[index] ?? gradeBy(grader, request));
  let sum = 0;
  let weights = 0;
  for (const [index, { score }] of grades.entries()) {
    if (score === null) return { grades, score: null, isPassed: null };
    const weight = graders[index]?.weight ?? 1;
    sum += weight * score;
    weights += weight;
  }
  const score = Math.min(1, sum / weights);
  return { grades, score, isPassed: score >= passAt - roundingSlack };
};
