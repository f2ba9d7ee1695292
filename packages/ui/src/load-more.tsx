'use client';

import { useEffect, useRef } from 'react';
import { Button } from './button.tsx';

export interface LoadMoreProps {
  readonly onLoadMore: () => void;
  readonly isLoading: boolean;
  /** For a list that ends its page: the next ones come before the end of those there is reached. */
  readonly isAuto?: boolean | undefined;
  readonly className?: string | undefined;
}

/** How far ahead of what is seen, so that scrolling does not stop. */
const ahead = '800px';

/** The next page of a list, by a button; with `isAuto` it is pressed by coming near. */
export const LoadMore = ({ onLoadMore, isLoading, isAuto = false, className }: LoadMoreProps) => {
  const place = useRef<HTMLDivElement>(null);
  const load = useRef(onLoadMore);
  useEffect(() => {
    load.current = onLoadMore;
  });
  useEffect(() => {
    if (!isAuto || isLoading || !place.current) return;
    // Made anew after each page: one that is still in sight asks for the next.
    const observer = new IntersectionObserver(([entry]) => (entry?.isIntersecting ? load.current() : undefined), {
      rootMargin: ahead,
      scrollMargin: ahead,
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [isAuto, isLoading]);
  return (
    <div ref={place} className="flex items-center justify-center border-line border-t p-2">
      <Button variant="ghost" isPending={isLoading} onClick={onLoadMore} className={className}>
        Load more
      </Button>
    </div>
  );
};
