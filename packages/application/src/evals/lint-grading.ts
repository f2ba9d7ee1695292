import { compileExpression } from '@switchyard/definition';
import { compileLinearPattern, DomainError, type Grader, type Grading, isDomainError } from '@switchyard/domain';

const roots: readonly string[] = ['input', 'output', 'expected'];

const problemOf = (grader: Grader): string | null => {
  if (grader.kind === 'rule') {
    const compiled = compileExpression(grader.expression);
    if (!compiled.ok) return compiled.error.message;
    const unknown = compiled.value.references.roots.find((root) => !roots.includes(root));
    return unknown === undefined ? null : `${unknown} is not known here; use ${roots.join(', ')}.`;
  }
  if (grader.kind === 'source' && (grader.keyField === undefined) !== (grader.keyColumn === undefined)) {
    return 'Name both the field and the column of the key, or neither.';
  }
  if (grader.kind !== 'regex') return null;
  try {
    compileLinearPattern(grader.pattern);
    return null;
  } catch (thrown) {
    if (!isDomainError(thrown)) throw thrown;
    return thrown.message;
  }
};

/** Throws `invalid_input` for a grader that could never judge, naming its place. */
export const requireSoundGrading = ({ graders }: Grading): void => {
  for (const [index, { grader }] of graders.entries()) {
    const problem = problemOf(grader);
    if (problem !== null) throw new DomainError('invalid_input', `Grader ${index + 1} (${grader.kind}): ${problem}`);
  }
};
