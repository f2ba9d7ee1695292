import type { BulkOperation } from '@switchyard/application';
import { ProgressBar, shortenId } from '@switchyard/ui';

/** Beyond it the server says "so many or more". */
const countedMax = 10_000;

const endings = { running: '', completed: 'Done. ', cancelled: 'Stopped. ', failed: 'It could not go on. ' } as const;

const describe = ({ status, expected, retried, rerun, refused }: BulkOperation): string => {
  const left = Math.max(0, expected - retried - rerun - refused);
  const rest = status === 'running' ? `; ${left}${expected >= countedMax ? ' or more' : ''} left` : '';
  return `${endings[status]}${retried} tried again, ${rerun} run again, ${refused} refused${rest}`;
};

/** How far a bulk retry is, what it came to, and what was refused with the reasons. */
export const BulkRetryProgress = ({ operation }: { operation: BulkOperation }) => {
  const { status, expected, retried, rerun, refused, refusals, stopReason } = operation;
  const done = retried + rerun + refused;
  return (
    <div className="flex flex-col gap-2" aria-live="polite">
      <ProgressBar
        label="Retried"
        value={done}
        max={status === 'completed' ? done : Math.max(expected, done)}
        tone={status === 'failed' ? 'failed' : status === 'cancelled' ? 'waiting' : 'accent'}
        hint={describe(operation)}
      />
      {stopReason === null ? null : <p className="text-failed text-sm">{stopReason}</p>}
      {refusals.length === 0 ? null : (
        <ul className="flex flex-col gap-1 text-muted text-xs">
          {refusals.map(({ runId, stepId, reason }) => (
            <li key={stepId ?? runId}>
              <span className="font-mono">{shortenId(runId)}</span> {reason}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
