import type { DefinitionProblem, DraftDefinition } from '@switchyard/domain';
import type { App } from '../app.ts';

/** Scripts whose code cannot be compiled, each with line and column. They are compiled and never run. */
export const lintScripts = async (app: App, { nodes }: DraftDefinition): Promise<DefinitionProblem[]> => {
  const problems: DefinitionProblem[] = [];
  for (const { id, kind, name, config } of nodes) {
    if (kind !== 'script' || typeof config.code !== 'string') continue;
    const problem = await app.scripts.check(config.code);
    if (!problem) continue;
    problems.push({
      severity: 'error',
      rule: 'script-syntax',
      message: `“${name}”: ${problem.message}.`,
      nodeId: id,
      path: 'code',
    });
  }
  return problems;
};
