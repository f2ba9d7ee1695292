import type { Tx } from '@switchyard/db';
import type { Actor, Definition, DefinitionProblem } from '@switchyard/domain';
import { listApprovalProblems } from './resolve-stages.ts';

/**
 * Gates of a definition that today's people could not pass, with the publisher barred where duties are separated: said
 * when it is published, before any run reaches them. Warnings, because people and groups change without a new version.
 */
export const listApproverWarnings = async (
  tx: Tx,
  actor: Actor,
  definition: Definition,
): Promise<DefinitionProblem[]> => {
  const publisherId = actor.kind === 'user' ? actor.userId : null;
  const warnings: DefinitionProblem[] = [];
  for (const node of definition.nodes) {
    if (node.kind !== 'approval') continue;
    const problems = await listApprovalProblems(tx, actor.organisationId, node.config, [publisherId]);
    for (const { stage, message } of problems) {
      const place = { nodeId: node.id, path: `stages.${stage}.who` };
      warnings.push({
        severity: 'warning',
        rule: 'approval-cannot-pass',
        message: `“${node.name}”: ${message}`,
        ...place,
      });
    }
  }
  return warnings;
};
