'use client';

import type { AgentLimitsView } from '@switchyard/application';
import { formatDuration, formatMoney, formatMoneyExactly, RelativeTime } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';

type Limits = AgentLimitsView;

const usage = ({ used, limits }: Limits): readonly { readonly name: string; readonly text: string }[] => [
  { name: 'turns', text: `${used.turns} of ${limits.turnsMax} turns` },
  { name: 'calls', text: `${used.calls} of ${limits.callsMax} calls` },
  {
    name: 'cost',
    text:
      limits.costMicroUsdMax === undefined
        ? formatMoney(used.costMicroUsd)
        : `${formatMoneyExactly(used.costMicroUsd)} of ${formatMoneyExactly(limits.costMicroUsdMax)}`,
  },
  { name: 'time', text: `${formatDuration(used.timeMs)} of ${formatDuration(limits.timeMsMax)}` },
];

interface AgentLimitsProps {
  readonly runId: string;
  readonly stepId: string;
  readonly isLive: boolean;
}

/** What an agent step has used of what it may, and who allowed it more. */
export const AgentLimits = ({ runId, stepId, isLive }: AgentLimitsProps) => {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.runs.agentLimits.queryOptions(
      { runId, stepId },
      { refetchInterval: isLive ? 1500 : false, refetchOnMount: 'always' },
    ),
  );
  if (!data) return null;
  return (
    <div className="flex flex-col gap-1 text-muted text-xs">
      <ul aria-label="Used of its limits" className="flex flex-wrap gap-x-3 gap-y-1 tabular-nums">
        {usage(data).map(({ name, text }) => (
          <li key={name} className={name === data.reached ? 'font-medium text-failed' : undefined}>
            {text}
            {name === data.reached ? ' (reached)' : ''}
          </li>
        ))}
      </ul>
      {data.raises.map(({ by, at, reason }) => (
        <p key={at}>
          {by} raised its limits <RelativeTime at={at} />
          {reason === '' ? '' : `: ${reason}`}
        </p>
      ))}
    </div>
  );
};
