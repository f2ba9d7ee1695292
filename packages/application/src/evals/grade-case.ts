import { evaluateExpression } from '@switchyard/definition';
import type { Grade, Grading, JsonObject, JsonValue, OrganisationId } from '@switchyard/domain';
import { type GradedAnswer, gradeAnswer } from '@switchyard/evals';
import { differenceFromSource } from '@switchyard/routing';
import type { App } from '../app.ts';
import { loadGradingSources } from './case-sources.ts';

export interface AnswerToGrade {
  readonly organisationId: OrganisationId;
  readonly grading: Grading;
  readonly input: JsonObject;
  readonly output: JsonValue;
  /** Null: the case does not say what is right. */
  readonly expected: JsonValue;
  /** Versions of sources that were read with the case. */
  readonly sources: readonly { readonly slug: string; readonly versionId: string }[];
  /** What judges or people said, by the grader's place in the list. */
  readonly given: Readonly<Record<number, Grade>>;
}

/** CEL of a grading rule, with exactly the names its author may use. */
const evaluateRule: Parameters<typeof gradeAnswer>[0]['evaluateRule'] = (expression, scope) =>
  evaluateExpression(expression, { ...scope });

/** Judges one answer by every grader of a dataset, on the versions of the sources that belong to its case. */
export const gradeCase = async (app: App, answer: AnswerToGrade): Promise<GradedAnswer> => {
  const { organisationId, grading, input, output, expected, given } = answer;
  const sources = await loadGradingSources(app, organisationId, grading, answer.sources);
  const compareWithSource: Parameters<typeof gradeAnswer>[0]['compareWithSource'] = (grader, ...about) =>
    differenceFromSource(grader, { input: about[0], output: about[1], sources });
  return gradeAnswer({ grading, input, output, expected, given, evaluateRule, compareWithSource });
};

/** The score of an answer whose grades are all there, one of them given anew. Nothing is evaluated a second time. */
export const scoreGrades = (answer: Omit<AnswerToGrade, 'organisationId' | 'sources'>): GradedAnswer => {
  const refuse = () => {
    throw new Error('a grade is missing that had been given before');
  };
  return gradeAnswer({ ...answer, evaluateRule: refuse, compareWithSource: refuse });
};
