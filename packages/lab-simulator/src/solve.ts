import type { JsonObject, JsonValue } from '@switchyard/domain';
import { extractAddress, extractCompany, extractDate, extractTotal } from '@switchyard/suppliers';
import { type AnswerSchema, typeOf } from './answer-schema.ts';
import type { AskedInput } from './asked-input.ts';
import { classify } from './classify.ts';
import { err } from './err.ts';
import { type GoldAnswers, goldKeyOf } from './gold-answers.ts';
import { seeded } from './seeded.ts';
import type { SimulatedModel } from './simulated-models.ts';

export interface Problem {
  readonly schema: AnswerSchema;
  readonly asked: AskedInput;
  readonly model: SimulatedModel;
  readonly gold: GoldAnswers;
}

type Skill = keyof SimulatedModel['errorRates'];

/** What a field asks for, by its name. */
const skillOf = (name: string, schema: AnswerSchema): Skill => {
  if (schema.enum) return 'label';
  if (/company|vendor|supplier|merchant|seller|store|issuer/i.test(name)) return 'company';
  if (/date|issued|day/i.test(name) || schema.format === 'date') return 'date';
  if (/address|street/i.test(name)) return 'address';
  return /total|amount|sum|price|gross/i.test(name) ? 'total' : 'other';
};

const labelsOf = ({ enum: values }: AnswerSchema): string[] =>
  (values ?? []).filter((each): each is string => typeof each === 'string');

const written = (value: JsonValue, schema: AnswerSchema): JsonValue =>
  typeof value === 'number' && typeOf(schema) === 'string' ? value.toFixed(2) : value;

/** The right answer as far as the simulator can tell; null when it cannot. */
const solveField = (skill: Skill, schema: AnswerSchema, text: string): JsonValue => {
  if (skill === 'label') return classify(text, labelsOf(schema));
  if (skill === 'company') return extractCompany(text);
  if (skill === 'date') return extractDate(text);
  if (skill === 'address') return extractAddress(text);
  return skill === 'total' ? extractTotal(text) : null;
};

/** Something that fits the schema, for fields that no skill covers. */
const fill = (schema: AnswerSchema, text: string): JsonValue => {
  const [label] = labelsOf(schema);
  if (label !== undefined) return label;
  const type = typeOf(schema);
  if (type === 'number' || type === 'integer') return schema.minimum ?? Number(/\d+/.exec(text)?.[0] ?? 0);
  if (type === 'boolean') return false;
  if (type === 'array') return [];
  if (schema.format === 'date') return '2026-01-01';
  if (schema.format === 'email') return 'nobody@example.com';
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 120);
};

const fitsType = (value: JsonValue, schema: AnswerSchema): boolean => {
  const type = typeOf(schema);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
};

const answerField = (name: string, schema: AnswerSchema, problem: Problem, goldAnswer: JsonObject): JsonValue => {
  const { asked, model } = problem;
  const [text = ''] = asked.texts;
  if (typeOf(schema) === 'object' && schema.properties) return solveObject({ ...problem, schema }, goldAnswer);
  const skill = skillOf(name, schema);
  const known = goldAnswer[name] ?? (skill === 'label' ? goldAnswer.label : undefined);
  const found = known ?? written(solveField(skill, schema, text), schema);
  const isFound = found !== null && fitsType(found, schema);
  const isNullable = Array.isArray(schema.type) && schema.type.includes('null');
  if (!isFound && isNullable) return null;
  const right = isFound ? found : fill(schema, text);
  const seed = [model.key, goldKeyOf(text), name, String(asked.corrections)].join('/');
  // A model that is shown its mistake makes half as many.
  const rate = model.errorRates[skill] / 2 ** Math.min(asked.corrections, 5);
  if (seeded(seed) >= rate) return right;
  return err(
    right,
    text,
    labelsOf(schema).filter((label) => label !== right),
    seed,
  );
};

const solveObject = (problem: Problem, goldAnswer: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(problem.schema.properties ?? {}).map(([name, schema]) => [
      name,
      answerField(name, schema, problem, goldAnswer),
    ]),
  );

/**
 * The scripted answer to a schema: each field from the gold answer of this input, else by a named skill (receipt
 * fields, labels), else something that fits; then wrong with the model's error rate for that skill. Deterministic.
 */
export const solve = (problem: Problem): JsonValue => {
  const goldAnswer = problem.asked.texts.map((text) => problem.gold.get(goldKeyOf(text))).find((each) => each) ?? {};
  if (typeOf(problem.schema) === 'object') return solveObject(problem, goldAnswer);
  return answerField('value', problem.schema, problem, goldAnswer);
};
