'use client';

import { Skeleton } from '@switchyard/ui';

const widths = ['w-3/5', 'w-2/5', 'w-1/2', 'w-3/5', 'w-1/3', 'w-2/5', 'w-1/2', 'w-3/5'];

/** Head and rows of a list page, in the places where they will appear. */
export const PageSkeleton = () => (
  <div role="status" aria-label="Loading">
    <div className="flex h-12 items-center border-line border-b px-4 sm:px-6">
      <Skeleton className="h-3 w-32" />
    </div>
    <div className="mx-auto flex max-w-320 flex-col gap-6 px-4 pt-6 sm:px-6">
      <Skeleton className="h-6 w-56" />
      <div className="rounded-md border border-line bg-surface">
        {widths.map((width, index) => (
          <div key={index.toString()} className="flex h-10 items-center border-line border-b px-3 last:border-b-0">
            <Skeleton className={`h-3 ${width}`} />
          </div>
        ))}
      </div>
    </div>
  </div>
);
