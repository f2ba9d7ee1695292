import { Badge, type Tone } from '@switchyard/ui';
import { CircleCheck, Hourglass, Link2, type LucideIcon, TriangleAlert } from 'lucide-react';

export type ProofStatus = 'proven' | 'altered' | 'sealed' | 'waiting';

const looks: Record<ProofStatus, { tone: Tone; word: string; icon: LucideIcon }> = {
  proven: { tone: 'done', word: 'Proven', icon: CircleCheck },
  altered: { tone: 'failed', word: 'Altered', icon: TriangleAlert },
  sealed: { tone: 'neutral', word: 'In the log, not signed yet', icon: Link2 },
  waiting: { tone: 'waiting', word: 'Being sealed', icon: Hourglass },
};

/** Whether this very event was just proven to be in the signed log. */
export const ProofBadge = ({ status }: { status: ProofStatus }) => {
  const { tone, word, icon: Icon } = looks[status];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {word}
    </Badge>
  );
};
