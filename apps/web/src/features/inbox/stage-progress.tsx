import { Avatar, RelativeTime, Section, StatusBadge } from '@switchyard/ui';
import type { ApprovalDetailData } from './detail-types.ts';

/** Who is asked at each stage and who has answered what. Hidden where one person decides and nobody has yet. */
export const StageProgress = ({ item }: { item: ApprovalDetailData }) => {
  const [only] = item.stages;
  if (item.votes.length === 0 && item.stages.length === 1 && (only?.approvalsNeeded ?? 1) === 1) {
    return <p className="text-muted text-sm">Asked: {only?.asked.join(', ') || 'nobody who can decide'}.</p>;
  }
  return (
    <Section title="Answers so far">
      <ol className="flex flex-col divide-y divide-line rounded-md border border-line bg-surface">
        {item.stages.map((stage, index) => {
          const votes = item.votes.filter((vote) => vote.stage === index);
          const approvals = votes.filter(({ outcome }) => outcome === 'approved').length;
          return (
            <li key={stage.name} className="flex flex-col gap-2 px-4 py-3 text-sm">
              <div className="flex flex-wrap items-baseline justify-between gap-2">
                <span className="font-medium text-ink">{stage.name}</span>
                <span className="text-muted text-xs">
                  {approvals} of {stage.approvalsNeeded} · {stage.asked.join(', ') || 'nobody'}
                  {index === item.stage && item.status === 'pending' ? ' · decides now' : ''}
                </span>
              </div>
              {votes.map((vote) => (
                <div key={`${vote.name}${vote.at}`} className="flex flex-wrap items-center gap-2">
                  <Avatar name={vote.name} />
                  <span className="text-ink">{vote.name}</span>
                  <StatusBadge status={vote.outcome} look="plain" />
                  <RelativeTime at={vote.at} className="text-faint text-xs" />
                  {vote.reason === '' ? null : <q className="w-full break-words text-muted">{vote.reason}</q>}
                </div>
              ))}
            </li>
          );
        })}
      </ol>
    </Section>
  );
};
