'use client';

import { Badge, formatDuration, Link, Money, Skeleton } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { AgentLimits } from './agent-limits.tsx';
import { ToolCallList } from './tool-call-list.tsx';

/** Turns of an agent step in their order: who answered, what it cost, and every tool call. */
export const AgentTurns = ({ runId, stepId, isLive }: { runId: string; stepId: string; isLive: boolean }) => {
  const trpc = useTRPC();
  const found = useQuery(
    trpc.runs.agentTurns.queryOptions({ runId, stepId }, { refetchInterval: isLive ? 1500 : false }),
  );
  if (found.isLoadingError) return <ReadError query={found} title="The turns cannot be read" />;
  if (!found.data) return <Skeleton className="h-24 w-full" />;
  if (found.data.length === 0) return <p className="text-muted text-sm">No model has been asked yet.</p>;
  return (
    <div className="flex flex-col gap-4">
      {/* Asked once more when the step has ended. */}
      <AgentLimits key={String(isLive)} {...{ runId, stepId, isLive }} />
      <ol aria-label="Turns" className="flex flex-col gap-4">
        {found.data.map((turn) => (
          <li key={turn.ordinal} className="flex flex-col gap-2">
            <div className="flex flex-wrap items-center gap-2 text-sm">
              <span className="font-medium text-ink">Turn {turn.ordinal}</span>
              {turn.answeredBy ? <span className="font-mono text-muted text-xs">{turn.answeredBy}</span> : null}
              {turn.status === 'asked' ? <Badge tone="waiting">Being asked</Badge> : null}
              <span className="ml-auto flex items-center gap-2 text-muted text-xs tabular-nums">
                <Money microUsd={turn.costMicroUsd} /> · {formatDuration(turn.durationMs)}
                {turn.receiptId ? (
                  <Link href={`/receipts/${turn.receiptId}`} className="text-accent hover:underline">
                    Receipt
                  </Link>
                ) : null}
              </span>
            </div>
            {turn.text === '' ? null : <p className="whitespace-pre-wrap break-words text-ink text-sm">{turn.text}</p>}
            {turn.withheld.map(({ name, reason }) => (
              <p key={name} className="break-words text-waiting text-xs">
                {name} was not offered. {reason}
              </p>
            ))}
            {turn.calls.length === 0 ? null : <ToolCallList calls={turn.calls} />}
          </li>
        ))}
      </ol>
    </div>
  );
};
