'use client';

import type { ToolCallView } from '@switchyard/application';
import type { ToolCallStatus } from '@switchyard/domain';
import { Badge, CopyId, formatDuration, JsonView, Link, type Tone } from '@switchyard/ui';

const looks: Record<ToolCallStatus, { readonly word: string; readonly tone: Tone }> = {
  asked: { word: 'About to be made', tone: 'neutral' },
  waiting: { word: 'Waits for approval', tone: 'waiting' },
  approved: { word: 'Approved', tone: 'waiting' },
  begun: { word: 'Being made', tone: 'waiting' },
  done: { word: 'Done', tone: 'done' },
  failed: { word: 'Failed', tone: 'failed' },
  refused: { word: 'Refused', tone: 'failed' },
  rejected: { word: 'Rejected', tone: 'failed' },
  unknown: { word: 'Outcome unknown', tone: 'waiting' },
};

/** Tool calls with exactly what was sent and answered. */
export const ToolCallList = ({ calls }: { calls: readonly ToolCallView[] }) => (
  <ol aria-label="Tool calls" className="flex flex-col gap-2">
    {calls.map((call) => (
      <li key={call.id} className="flex flex-col gap-1.5 rounded-sm border border-line p-2.5 text-xs">
        <div className="flex flex-wrap items-center gap-2">
          <span className="break-all font-mono text-ink">
            {call.server === null ? call.tool : `${call.server}/${call.tool}`}
          </span>
          <Badge tone={looks[call.status].tone}>{looks[call.status].word}</Badge>
          {call.approvalId ? (
            <Link href={`/inbox/${call.approvalId}`} className="text-accent hover:underline">
              The approval
            </Link>
          ) : null}
          <span className="ml-auto text-muted tabular-nums">{formatDuration(call.durationMs)}</span>
        </div>
        {call.reason ? <p className="break-words text-muted">{call.reason}</p> : null}
        <Values label="Arguments" digest={call.argumentsDigest} value={call.arguments} />
        {call.resultDigest ? (
          <Values label="Result" digest={call.resultDigest} value={call.result} isLarge={call.largeValues.length > 0} />
        ) : null}
      </li>
    ))}
  </ol>
);

interface ValuesProps {
  readonly label: string;
  readonly digest: string;
  readonly value: ToolCallView['result'];
  readonly isLarge?: boolean;
}

const Values = ({ label, digest, value, isLarge = false }: ValuesProps) => (
  <details>
    <summary className="text-muted hover:text-ink">{label}</summary>
    <div className="flex flex-col gap-1.5 pt-1.5">
      <JsonView value={value} openLevels={2} className="rounded-sm bg-sunken p-2" />
      {isLarge ? <p className="text-muted">What is large is kept in the payload store.</p> : null}
      <span className="flex items-center gap-1 text-muted">
        SHA-256 <CopyId id={digest} />
      </span>
    </div>
  </details>
);
