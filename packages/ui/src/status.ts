import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleX,
  Clock,
  FlaskConical,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  MessageSquareReply,
  PenLine,
  TriangleAlert,
  Undo2,
} from 'lucide-react';
import type { Tone } from './badge.tsx';

export interface StatusLook {
  readonly tone: Tone;
  readonly word: string;
  readonly icon: LucideIcon;
}

/** States of runs, steps, approvals, versions and suppliers, each with a word and an icon besides its colour. */
export const statusLooks = {
  running: { tone: 'running', word: 'Running', icon: LoaderCircle },
  waiting: { tone: 'waiting', word: 'Waiting', icon: Hourglass },
  completed: { tone: 'done', word: 'Completed', icon: CircleCheck },
  failed: { tone: 'failed', word: 'Failed', icon: CircleX },
  cancelled: { tone: 'stopped', word: 'Cancelled', icon: Ban },
  ready: { tone: 'running', word: 'Ready', icon: CircleDashed },
  unknown: { tone: 'waiting', word: 'Outcome unknown', icon: CircleHelp },
  pending: { tone: 'waiting', word: 'Pending', icon: Hourglass },
  approved: { tone: 'done', word: 'Approved', icon: CircleCheck },
  rejected: { tone: 'failed', word: 'Rejected', icon: CircleX },
  changes: { tone: 'waiting', word: 'Changes requested', icon: MessageSquareReply },
  expired: { tone: 'stopped', word: 'Expired', icon: Clock },
  withdrawn: { tone: 'stopped', word: 'Withdrawn', icon: Undo2 },
  skipped: { tone: 'stopped', word: 'Not taken', icon: CircleDashed },
  draft: { tone: 'stopped', word: 'Draft', icon: PenLine },
  published: { tone: 'done', word: 'Published', icon: CircleCheck },
  fresh: { tone: 'done', word: 'Fresh', icon: CircleCheck },
  stale: { tone: 'waiting', word: 'Stale', icon: Clock },
  down: { tone: 'failed', word: 'Down', icon: CircleAlert },
  warning: { tone: 'waiting', word: 'Warning', icon: TriangleAlert },
  simulated: { tone: 'simulated', word: 'Simulated', icon: FlaskConical },
} as const satisfies Record<string, StatusLook>;

export type Status = keyof typeof statusLooks;
