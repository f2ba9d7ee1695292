import type { ApprovalConfig, Definition, DefinitionEdge } from '@switchyard/domain';
import { z } from 'zod';

export const outcomeSchema = z.object({
  outcome: z.enum(['approved', 'rejected', 'changes', 'expired']),
  /** What happens, such as “Approve → Post to ledger”. */
  sentence: z.string(),
});
export type OutcomeSentence = z.infer<typeof outcomeSchema>;

const verbs = { approved: 'Approve', rejected: 'Reject', changes: 'Request changes', expired: 'No answer in time' };

interface StageProgress {
  readonly config: ApprovalConfig;
  readonly stage: number;
  /** Approvals already given at this stage. */
  readonly approvals: number;
}

const targetOf = (definition: Definition, edge: DefinitionEdge): string => {
  const node = definition.nodes.find(({ id }) => id === edge.to);
  if (!node) return 'the end';
  const name = node.kind === 'end' ? `the run ends as “${node.config.outcome.replaceAll('_', ' ')}”` : node.name;
  if (edge.isOtherwise) return `${name} (otherwise)`;
  return edge.condition === undefined ? name : `${name} (if ${edge.label ?? edge.condition})`;
};

const pathOf = (definition: Definition, nodeId: string, port: string): string => {
  const edges = definition.edges.filter((edge) => edge.from === nodeId && edge.port === port);
  if (edges.length === 0) return 'the run has no way on and stops';
  return edges.map((edge) => targetOf(definition, edge)).join(', or ');
};

const beforeLeaving = ({ config, stage, approvals }: StageProgress): string | null => {
  const missing = (config.stages[stage]?.approvalsNeeded ?? 1) - approvals - 1;
  if (missing > 0) return missing === 1 ? 'one more approval is needed' : `${missing} more approvals are needed`;
  const next = config.stages[stage + 1];
  return next ? `“${next.name}” decides next` : null;
};

/** What follows from each answer, computed from the graph of the version: nothing an outside text could say. */
export const describeOutcomes = (
  definition: Definition,
  nodeId: string,
  progress: StageProgress,
): OutcomeSentence[] => {
  const { config } = progress;
  const expiry = config.onExpiry === 'reject' ? 'rejected' : 'expired';
  const path = (port: string) => pathOf(definition, nodeId, port);
  const first = beforeLeaving(progress);
  const approved = first === null ? path('approved') : `${first}, then ${path('approved')}`;
  const sentences: OutcomeSentence[] = [
    { outcome: 'approved', sentence: `${verbs.approved} → ${approved}` },
    { outcome: 'rejected', sentence: `${verbs.rejected} → ${path('rejected')}` },
  ];
  if (config.allowsChanges) sentences.push({ outcome: 'changes', sentence: `${verbs.changes} → ${path('changes')}` });
  if (config.deadline !== undefined) {
    sentences.push({ outcome: 'expired', sentence: `${verbs.expired} → ${path(expiry)}` });
  }
  return sentences;
};
