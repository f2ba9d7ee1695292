import type { NodeKind } from '@switchyard/domain';
import {
  Ban,
  Bot,
  CirclePlay,
  Clock,
  CodeXml,
  Flag,
  GitFork,
  GitMerge,
  Globe,
  Hourglass,
  ListChecks,
  type LucideIcon,
  MailOpen,
  Network,
  PencilLine,
  RefreshCw,
  Send,
  Sparkles,
  Split,
  SquareDashed,
  Table2,
  Timer,
  TriangleAlert,
  Trophy,
  Undo2,
  UserCheck,
  Workflow,
} from 'lucide-react';

/** Icon and the word people use for a kind of node. */
export const nodeKindAppearance: Record<NodeKind, { readonly icon: LucideIcon; readonly label: string }> = {
  start: { icon: CirclePlay, label: 'Start' },
  set: { icon: PencilLine, label: 'Set variables' },
  decision: { icon: Split, label: 'Decision' },
  decisionTable: { icon: Table2, label: 'Decision table' },
  task: { icon: Sparkles, label: 'AI task' },
  agent: { icon: Bot, label: 'Agent step' },
  approval: { icon: UserCheck, label: 'Approval' },
  http: { icon: Globe, label: 'HTTP request' },
  script: { icon: CodeXml, label: 'Script' },
  wait: { icon: Clock, label: 'Wait' },
  receive: { icon: MailOpen, label: 'Receive message' },
  condition: { icon: Hourglass, label: 'Wait for condition' },
  send: { icon: Send, label: 'Send message' },
  subworkflow: { icon: Workflow, label: 'Run a workflow' },
  forEach: { icon: ListChecks, label: 'For each' },
  loop: { icon: RefreshCw, label: 'Loop' },
  region: { icon: SquareDashed, label: 'Region' },
  race: { icon: Trophy, label: 'Race' },
  parallelSplit: { icon: GitFork, label: 'Parallel split' },
  inclusiveSplit: { icon: Network, label: 'Inclusive split' },
  join: { icon: GitMerge, label: 'Join' },
  cancel: { icon: Ban, label: 'Cancel steps' },
  compensate: { icon: Undo2, label: 'Undo' },
  end: { icon: Flag, label: 'End' },
};

const portLabels: Record<string, string> = {
  out: 'Then',
  failed: 'If it fails',
  approved: 'Approved',
  rejected: 'Rejected',
  changes: 'Changes requested',
  expired: 'Expired',
  compensate: 'To undo it',
};

/** What a body is, in the words of its container. */
const bodyLabels: Partial<Record<NodeKind, string>> = { forEach: 'Each item', loop: 'Each round', region: 'Inside' };

/** A way out of a node in words; boundary events are called by their own name. */
export const portLabel = (kind: NodeKind, port: string): string =>
  (port === 'body' ? bodyLabels[kind] : portLabels[port]) ?? port;

export type BoundaryKind = 'timer' | 'error' | 'message';

export const boundaryAppearance: Record<BoundaryKind, { readonly icon: LucideIcon; readonly label: string }> = {
  timer: { icon: Timer, label: 'Time limit' },
  error: { icon: TriangleAlert, label: 'Failure' },
  message: { icon: MailOpen, label: 'Message' },
};
