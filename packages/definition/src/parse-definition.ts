import {
  type Definition,
  type DefinitionProblem,
  definitionSchema,
  draftDefinitionSchema,
  err,
  ok,
  type Result,
} from '@switchyard/domain';
import { DraftGraph } from './lint/draft-graph.ts';
import { describeIssue, formatPath, lintConfigs } from './lint/lint-configs.ts';
import { errorAt } from './lint/problem.ts';

/**
 * From unknown (draft, import, JSON column) to a definition with all defaults filled in. Checks the shape only;
 * `lintDefinition` says whether it makes sense.
 */
export const parseDefinition = (draft: unknown): Result<Definition, DefinitionProblem[]> => {
  const parsed = definitionSchema.safeParse(draft);
  if (parsed.success) return ok(parsed.data);
  const shaped = draftDefinitionSchema.safeParse(draft);
  const problems = shaped.success ? [...lintConfigs(new DraftGraph(shaped.data))] : [];
  if (problems.length > 0) return err(problems);
  return err(
    parsed.error.issues.slice(0, 20).map((issue) => {
      const path = formatPath(issue.path);
      return errorAt('shape', {}, `This is not a workflow of format 1: ${path || 'it'} ${describeIssue(issue)}.`);
    }),
  );
};
