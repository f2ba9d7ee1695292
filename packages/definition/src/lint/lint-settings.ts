import type { DefinitionProblem } from '@switchyard/domain';
import { compileExpression } from '../expression/compile-expression.ts';
import type { DraftGraph } from './draft-graph.ts';
import { errorAt } from './problem.ts';

/** What a run can be told by before its first step. */
const early: ReadonlySet<string> = new Set(['input', 'run']);

/** The settings of the whole: the key that runs are counted by. */
export function* lintSettings({ draft }: DraftGraph): Generator<DefinitionProblem> {
  const key = draft.settings?.runs?.key;
  if (key === undefined) return;
  const compiled = compileExpression(key);
  if (!compiled.ok) {
    const message = `What runs are counted by (“${key}”) cannot be read: ${compiled.error.message.replace(/\.$/, '')}.`;
    yield errorAt('expression', { path: 'settings.runs.key' }, message);
    return;
  }
  const late = compiled.value.references.roots.filter((root) => !early.has(root));
  if (late.length === 0) return;
  const message = `Runs are counted by “${key}”, but before its first step a run has only its input. Write something like input.customer.`;
  yield errorAt('late-run-key', { path: 'settings.runs.key' }, message);
}
