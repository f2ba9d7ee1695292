import type { NodeKind } from '@switchyard/domain';
import {
  CirclePlay,
  Clock,
  Flag,
  GitFork,
  GitMerge,
  Globe,
  type LucideIcon,
  PencilLine,
  Sparkles,
  Split,
  Table2,
  UserCheck,
} from 'lucide-react';

/** Icon and the word people use for a kind of node. */
export const nodeKindAppearance: Record<NodeKind, { readonly icon: LucideIcon; readonly label: string }> = {
  start: { icon: CirclePlay, label: 'Start' },
  set: { icon: PencilLine, label: 'Set values' },
  decision: { icon: Split, label: 'Decision' },
  decisionTable: { icon: Table2, label: 'Decision table' },
  task: { icon: Sparkles, label: 'AI task' },
  approval: { icon: UserCheck, label: 'Approval' },
  http: { icon: Globe, label: 'HTTP request' },
  wait: { icon: Clock, label: 'Wait' },
  parallelSplit: { icon: GitFork, label: 'Parallel split' },
  join: { icon: GitMerge, label: 'Parallel join' },
  end: { icon: Flag, label: 'End' },
};

export const portLabels: Record<string, string> = {
  out: 'Then',
  failed: 'If it fails',
  approved: 'Approved',
  rejected: 'Rejected',
  changes: 'Changes requested',
  expired: 'Expired',
};
