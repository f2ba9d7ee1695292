import type { BulkOperation } from '@switchyard/application';
import { Link, ProgressBar, shortenId } from '@switchyard/ui';
import { sayDone } from './bulk-words.ts';

/** Beyond it the server says "so many or more". */
const countedMax = 10_000;
const examplesMax = 3;

const endings = { running: '', completed: 'Done. ', cancelled: 'Stopped. ', failed: 'It could not go on. ' } as const;

const doneOf = ({ retried, rerun, cancelled, setAside, refused }: BulkOperation): number =>
  retried + rerun + cancelled + setAside + refused;

const describe = (operation: BulkOperation): string => {
  const { status, expected, refused } = operation;
  const left = Math.max(0, expected - doneOf(operation));
  const rest = status === 'running' ? `; ${left}${expected >= countedMax ? ' or more' : ''} left` : '';
  return `${endings[status]}${sayDone(operation)}, ${refused} refused${rest}`;
};

/** How far a bulk operation is, what it came to, and what was refused by cause. */
export const BulkProgress = ({ operation }: { operation: BulkOperation }) => {
  const { status, expected, causes, refusals, stopReason } = operation;
  const done = doneOf(operation);
  return (
    <div className="flex flex-col gap-2" aria-live="polite">
      <ProgressBar
        label="Done"
        value={done}
        max={status === 'completed' ? done : Math.max(expected, done)}
        tone={status === 'failed' ? 'failed' : status === 'cancelled' ? 'waiting' : 'accent'}
        hint={describe(operation)}
      />
      {stopReason === null ? null : <p className="text-failed text-sm">{stopReason}</p>}
      {causes.length === 0 ? null : (
        <ul aria-label="Refused, by cause" className="flex flex-col gap-1 text-muted text-xs">
          {causes.map(({ reason, count }) => (
            <li key={reason}>
              <span className="font-medium text-ink tabular-nums">{count}</span> × {reason}{' '}
              {refusals
                .filter((refusal) => refusal.reason === reason)
                .slice(0, examplesMax)
                .map(({ runId, stepId }) => (
                  <Link key={stepId ?? runId} href={`/runs/${runId}`} className="mr-2 font-mono underline">
                    {shortenId(runId)}
                  </Link>
                ))}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
