import { compileExpression } from '@switchyard/definition';
import { type Check, compileLinearPattern, type DataSchema, isDomainError, type TaskSpec } from '@switchyard/domain';
import { z } from 'zod';

export const taskProblemSchema = z.object({
  /** Dotted path into the task, such as `checks.1.field`. */
  path: z.string(),
  message: z.string(),
});
export type TaskProblem = z.infer<typeof taskProblemSchema>;

const hasField = (schema: DataSchema, field: string): boolean => schema.properties?.[field] !== undefined;

/** What a task's expressions may name; a process's variables and steps do not exist here. */
const checkRoots: readonly string[] = ['input', 'output', 'sources'];
const ruleRoots: readonly string[] = ['input', 'sources'];

const expressionProblem = (path: string, expression: string, roots: readonly string[]): TaskProblem[] => {
  const compiled = compileExpression(expression);
  if (!compiled.ok) return [{ path, message: compiled.error.message }];
  const unknown = compiled.value.references.roots.find((root) => !roots.includes(root));
  return unknown === undefined ? [] : [{ path, message: `${unknown} is not known here; use ${roots.join(', ')}.` }];
};

const patternProblem = (path: string, pattern: string): TaskProblem[] => {
  try {
    compileLinearPattern(pattern);
    return [];
  } catch (thrown) {
    if (!isDomainError(thrown)) throw thrown;
    return [{ path, message: thrown.message }];
  }
};

const keyProblems = (
  { output, input }: Pick<TaskSpec, 'output' | 'input'>,
  { keyField, keyColumn }: Extract<Check, { kind: 'source' }>,
  path: string,
): TaskProblem[] => {
  if ((keyField === undefined) !== (keyColumn === undefined)) {
    return [{ path: `${path}.keyField`, message: 'Name both the field and the column of the key, or neither.' }];
  }
  if (keyField === undefined || hasField(output, keyField) || hasField(input, keyField)) return [];
  return [{ path: `${path}.keyField`, message: `Neither output nor input has a field ${keyField}.` }];
};

const checkProblems = ({ output, input }: TaskSpec, check: Check, path: string): TaskProblem[] => {
  if (check.kind === 'rule') return expressionProblem(`${path}.expression`, check.expression, checkRoots);
  if (check.kind === 'judge' || check.kind === 'human') return [];
  const problems: TaskProblem[] = [];
  if (!hasField(output, check.field)) {
    problems.push({ path: `${path}.field`, message: `The output has no field ${check.field}.` });
  }
  if (check.kind === 'occursIn' && !hasField(input, check.inputField)) {
    problems.push({ path: `${path}.inputField`, message: `The input has no field ${check.inputField}.` });
  }
  if (check.kind === 'source') problems.push(...keyProblems({ output, input }, check, path));
  if (check.kind === 'regex') problems.push(...patternProblem(`${path}.pattern`, check.pattern));
  return problems;
};

const extractorProblems = (spec: TaskSpec): TaskProblem[] =>
  spec.extractors.flatMap(({ field, inputField, method, keywords }, index) => {
    const path = `extractors.${index}`;
    const problems: TaskProblem[] = [];
    if (!hasField(spec.output, field)) {
      problems.push({ path: `${path}.field`, message: `The output has no field ${field}.` });
    }
    if (!hasField(spec.input, inputField)) {
      problems.push({ path: `${path}.inputField`, message: `The input has no field ${inputField}.` });
    }
    if (method === 'keyword' && Object.keys(keywords ?? {}).length === 0) {
      problems.push({ path: `${path}.keywords`, message: 'Name the labels and their words.' });
    }
    return problems;
  });

const ruleProblems = ({ rules }: TaskSpec): TaskProblem[] =>
  rules.flatMap(({ when, output }, index) => [
    ...expressionProblem(`rules.${index}.when`, when, ruleRoots),
    ...Object.entries(output).flatMap(([field, value]) =>
      expressionProblem(`rules.${index}.output.${field}`, value, ruleRoots),
    ),
  ]);

/** Everything that would make the task fail when it runs, with the place. Empty: it can be published. */
export const lintTask = (spec: TaskSpec): TaskProblem[] => {
  const root = spec.input.type === 'object' ? [] : [{ path: 'input', message: 'The input must be an object.' }];
  return [
    ...root,
    ...spec.checks.flatMap((check, index) => checkProblems(spec, check, `checks.${index}`)),
    ...extractorProblems(spec),
    ...ruleProblems(spec),
  ];
};
