'use client';

import { Button, cx, ErrorState } from '@switchyard/ui';
import { TriangleAlert } from 'lucide-react';

/** What of a query says that reading failed, and reads again. */
export interface FailedRead {
  readonly data: unknown;
  readonly error: { readonly message: string } | null;
  readonly isFetching: boolean;
  readonly refetch: () => unknown;
}

export interface ReadErrorProps {
  readonly query: FailedRead;
  /** What cannot be read: "The budgets cannot be read". */
  readonly title: string;
  readonly className?: string | undefined;
}

/**
 * Why a query brought nothing, with another try; nothing while it has not failed. What was read before stays where it is (a
 * form being filled in, a list being looked through), and this is a line that says how far to trust it.
 */
export const ReadError = ({ query, title, className }: ReadErrorProps) => {
  if (!query.error) return null;
  const again = (
    <Button size="sm" isPending={query.isFetching} onClick={() => void query.refetch()}>
      Try again
    </Button>
  );
  if (query.data === undefined) {
    return <ErrorState className={className} title={title} todo={query.error.message} action={again} />;
  }
  return (
    <div role="status" className={cx('flex flex-wrap items-center gap-2 text-muted text-sm', className)}>
      <TriangleAlert aria-hidden className="size-4 shrink-0 text-waiting" />
      <span className="min-w-0 flex-1">This may be out of date. {query.error.message}</span>
      {again}
    </div>
  );
};
