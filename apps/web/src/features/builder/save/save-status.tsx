import { cx, RelativeTime } from '@switchyard/ui';
import { Check, CloudOff, LoaderCircle, TriangleAlert } from 'lucide-react';
import type { SaveStatus as Status } from './autosave.ts';

const isUnsafe = ({ kind }: Status): boolean => kind === 'offline' || kind === 'conflict';

/** Whether what is on the canvas is safe, in a few words; on a phone only when it is not. */
export const SaveStatus = ({ status, onRetry }: { status: Status; onRetry: () => void }) => (
  <span
    role="status"
    className={cx(
      'flex items-center gap-1.5 whitespace-nowrap text-muted text-xs',
      isUnsafe(status) || 'max-sm:hidden',
    )}
  >
    <Words status={status} onRetry={onRetry} />
  </span>
);

const Words = ({ status, onRetry }: { status: Status; onRetry: () => void }) => {
  switch (status.kind) {
    case 'saved':
      return (
        <>
          <Check aria-hidden className="size-3.5 text-done" />
          Saved <RelativeTime at={status.at} />
        </>
      );
    case 'pending':
    case 'saving':
      return (
        <>
          <LoaderCircle aria-hidden className={cx('size-3.5', status.kind === 'saving' && 'animate-spin')} />
          Saving
        </>
      );
    case 'offline':
      return (
        <button
          type="button"
          title={status.message}
          onClick={onRetry}
          className="flex items-center gap-1.5 text-waiting"
        >
          <CloudOff aria-hidden className="size-3.5" />
          Offline<span className="max-sm:sr-only">: kept locally</span>
        </button>
      );
    case 'conflict':
      return (
        <span className="flex items-center gap-1.5 text-failed">
          <TriangleAlert aria-hidden className="size-3.5" />
          Changed elsewhere
        </span>
      );
  }
};
