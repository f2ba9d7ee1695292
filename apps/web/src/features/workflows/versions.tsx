'use client';

import { Button, Link, PageHeader } from '@switchyard/ui';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ArrowRightLeft } from 'lucide-react';
import { parseAsInteger, useQueryStates } from 'nuqs';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { RestoreButton } from './restore-button.tsx';
import { ScheduleButton } from './schedule-button.tsx';
import { VersionComparison } from './version-comparison.tsx';
import { VersionList } from './version-list.tsx';
import { VersionView } from './version-view.tsx';

const parsers = { version: parseAsInteger, against: parseAsInteger };

interface VersionsProps {
  readonly slug: string;
  readonly canEdit: boolean;
  readonly canPause: boolean;
  /** Running runs to another version. */
  readonly canMove?: boolean;
}

/** Every version that was ever published: look at one, compare two, bring one back as the draft. */
export const Versions = ({ slug, canEdit, canPause, canMove = false }: VersionsProps) => {
  const trpc = useTRPC();
  const [{ version, against }, setPlace] = useQueryStates(parsers, { history: 'push' });
  const workflow = useQuery(trpc.workflows.get.queryOptions({ slug }));
  const versions = useInfiniteQuery(
    trpc.workflows.versions.infiniteQueryOptions(
      { slug },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  const items = versions.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = version ?? items[0]?.number;
  const unread = workflow.error ? workflow : versions;
  const name = workflow.data?.name ?? slug;
  return (
    <>
      <PageHeader
        isCompact
        title={`Versions of ${name}`}
        breadcrumbs={[
          { label: 'Workflows', href: '/workflows' },
          { label: name, href: `/workflows/${slug}` },
          { label: 'Versions' },
        ]}
        actions={
          <>
            <ScheduleButton slug={slug} canPause={canPause} />
            {canMove && items.length > 1 ? (
              <Button asChild>
                <Link href={`/workflows/${slug}/versions/move`} aria-label="Move running runs">
                  <ArrowRightLeft aria-hidden />
                  <span className="max-sm:hidden">Move running runs</span>
                </Link>
              </Button>
            ) : null}
            {canEdit && shown !== undefined && workflow.data ? (
              <RestoreButton slug={slug} number={shown} revision={workflow.data.revision} />
            ) : null}
          </>
        }
      />
      <div className="flex h-(--page-height) min-h-0 max-sm:flex-col">
        <VersionList
          versions={items}
          isLoading={versions.isPending}
          shown={shown}
          against={against ?? undefined}
          onShow={(number) => void setPlace({ version: number, against: null })}
          onCompare={(number) => void setPlace({ version: shown ?? null, against: number })}
          onLoadMore={versions.hasNextPage ? () => void versions.fetchNextPage() : undefined}
        />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <ReadError query={unread} title="The versions cannot be read" className="m-4" />
          {shown !== undefined && against === null ? <VersionView slug={slug} number={shown} /> : null}
          {shown !== undefined && against !== null ? (
            <VersionComparison slug={slug} before={Math.min(shown, against)} after={Math.max(shown, against)} />
          ) : null}
        </div>
      </div>
    </>
  );
};
