import { cx, Section } from '@switchyard/ui';
import { CircleCheck, CircleX, Clock, type LucideIcon, MessageSquareReply } from 'lucide-react';
import type { ApprovalDetailData } from './detail-types.ts';

const looks: Record<ApprovalDetailData['outcomes'][number]['outcome'], { icon: LucideIcon; ink: string }> = {
  approved: { icon: CircleCheck, ink: 'text-done' },
  rejected: { icon: CircleX, ink: 'text-failed' },
  changes: { icon: MessageSquareReply, ink: 'text-waiting' },
  expired: { icon: Clock, ink: 'text-stopped' },
};

/** What follows from each answer, as the published process says. */
export const OutcomeList = ({ outcomes }: { outcomes: ApprovalDetailData['outcomes'] }) => (
  <Section title="What happens next">
    <ul className="flex flex-col divide-y divide-line rounded-md border border-line bg-surface">
      {outcomes.map(({ outcome, sentence }) => {
        const { icon: Icon, ink } = looks[outcome];
        const [answer = sentence, follows = ''] = sentence.split(' → ');
        return (
          <li key={outcome} className="flex items-start gap-3 px-4 py-2.5 text-sm">
            <Icon aria-hidden className={cx('mt-0.5 size-4 shrink-0', ink)} />
            <span className="min-w-0 break-words text-ink">
              <span className="font-medium">{answer}</span>
              <span className="text-muted"> → </span>
              {follows}
            </span>
          </li>
        );
      })}
    </ul>
  </Section>
);
