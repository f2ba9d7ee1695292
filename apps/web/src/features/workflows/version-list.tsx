import type { VersionSummary } from '@switchyard/application';
import { Badge, Button, CopyId, cx, EmptyState, RelativeTime, Skeleton } from '@switchyard/ui';
import { GitCompare, Rocket } from 'lucide-react';

interface VersionListProps {
  readonly versions: readonly VersionSummary[];
  readonly isLoading: boolean;
  readonly shown: number | undefined;
  readonly against: number | undefined;
  readonly onShow: (number: number) => void;
  readonly onCompare: (number: number) => void;
  readonly onLoadMore: (() => void) | undefined;
}

/** Versions, newest first: why each was published, by whom, under which hash. */
export const VersionList = ({ versions, isLoading, onLoadMore, ...rest }: VersionListProps) => (
  <nav
    aria-label="Versions"
    className="shrink-0 overflow-y-auto border-line border-r bg-surface max-sm:max-h-56 max-sm:border-r-0 max-sm:border-b sm:w-80"
  >
    {isLoading ? <Skeleton className="m-4 h-24" /> : null}
    {!isLoading && versions.length === 0 ? (
      <EmptyState
        icon={Rocket}
        title="Nothing published yet"
        description="Each publication leaves a version here, for ever."
      />
    ) : null}
    <ol className="divide-y divide-line">
      {versions.map((version) => (
        <VersionRow key={version.id} version={version} {...rest} />
      ))}
    </ol>
    {onLoadMore ? (
      <Button variant="ghost" className="m-2" onClick={onLoadMore}>
        Load more
      </Button>
    ) : null}
  </nav>
);

type VersionRowProps = Omit<VersionListProps, 'versions' | 'isLoading' | 'onLoadMore'> & {
  readonly version: VersionSummary;
};

const VersionRow = ({ version, shown, against, onShow, onCompare }: VersionRowProps) => {
  const { number, note, publishedAt, publishedBy, hash, isCurrent } = version;
  const isShown = number === shown;
  return (
    <li
      className={cx(
        'flex flex-col gap-1 px-4 py-3',
        isShown && 'bg-accent-soft',
        number === against && 'bg-waiting-soft',
      )}
    >
      <div className="flex items-center gap-2">
        <button
          type="button"
          aria-current={isShown ? 'true' : undefined}
          className="font-medium text-ink text-sm hover:underline"
          onClick={() => onShow(number)}
        >
          Version {number}
        </button>
        {isCurrent ? <Badge tone="done">Current</Badge> : null}
        {isShown || shown === undefined ? null : (
          <Button
            size="sm"
            variant="ghost"
            className="ml-auto"
            aria-pressed={number === against}
            onClick={() => onCompare(number)}
          >
            <GitCompare aria-hidden />
            Compare
          </Button>
        )}
      </div>
      <p className="line-clamp-3 text-ink text-sm">{note}</p>
      <p className="flex flex-wrap items-center gap-x-2 text-muted text-xs">
        {publishedBy || 'Switchyard'}
        <RelativeTime at={publishedAt} />
        <CopyId id={hash} />
      </p>
    </li>
  );
};
