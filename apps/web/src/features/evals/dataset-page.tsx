'use client';

import type { DatasetDetail } from '@switchyard/application';
import {
  Badge,
  Button,
  ConfirmButton,
  JsonView,
  Link,
  PageBody,
  PageHeader,
  RelativeTime,
  Section,
  Skeleton,
  toast,
} from '@switchyard/ui';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowRightLeft, Trash2 } from 'lucide-react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { AddCases } from './add-cases.tsx';
import { GradingSection } from './grading-section.tsx';
import { OfferedCases } from './offered-cases.tsx';
import { RemoveDatasetButton } from './remove-dataset-button.tsx';

const origins: Readonly<Record<string, string>> = {
  upload: 'a file',
  correction: 'a correction',
  approval: 'an approval',
  labelled: 'a labelled case',
  run: 'a run',
};

const originOf = ({ origin }: DatasetDetail['cases'][number]): string => origins[origin] ?? origin;

/** One dataset: what its answers are judged by, its cases, and ways to add more. */
export const DatasetPage = ({ id, canManage }: { id: string; canManage: boolean }) => {
  const api = useTRPC();
  const found = useInfiniteQuery(
    api.evals.datasets.get.infiniteQueryOptions(
      { datasetId: id, limit: 50 },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  const [first] = found.data?.pages ?? [];
  if (!first) {
    return (
      <>
        <PageHeader breadcrumbs={[{ label: 'Evals', href: '/evals' }, { label: 'Dataset' }]} title="Dataset" />
        <PageBody>
          <ReadError query={found} title="This dataset cannot be read" />
          {found.isPending ? <Skeleton className="h-60 w-full" /> : null}
        </PageBody>
      </>
    );
  }
  const cases = found.data?.pages.flatMap((page) => page.cases) ?? [];
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Evals', href: '/evals' }, { label: first.name }]}
        title={first.name}
        badges={<Badge>{first.dataClass}</Badge>}
        description={`${first.caseCount.toLocaleString('en-US')} cases of ${first.taskName}.`}
        actions={canManage ? <Actions dataset={first} /> : null}
      />
      <PageBody>
        <OfferedCases datasetId={id} count={first.offeredCount} canManage={canManage} />
        <GradingSection dataset={first} cases={cases} canManage={canManage} />
        {canManage ? <AddCases datasetId={id} /> : null}
        <Section title="Cases">
          <ul className="flex flex-col gap-px overflow-hidden rounded-md border border-line bg-line empty:hidden">
            {cases.map((each) => (
              <CaseLine key={each.id} each={each} datasetId={id} canManage={canManage} />
            ))}
          </ul>
          {cases.length === 0 ? <p className="text-muted text-sm">None yet.</p> : null}
          {found.hasNextPage ? (
            <div>
              <Button isPending={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                Load more
              </Button>
            </div>
          ) : null}
        </Section>
      </PageBody>
    </>
  );
};

const Actions = ({ dataset }: { dataset: DatasetDetail }) => (
  <>
    <RemoveDatasetButton datasetId={dataset.id} name={dataset.name} caseCount={dataset.caseCount} />
    {dataset.caseCount > 0 ? (
      <Button asChild variant="primary">
        <Link href={`/evals/swap?task=${dataset.taskSlug}&dataset=${dataset.id}`}>
          <ArrowRightLeft aria-hidden />
          Compare on it
        </Link>
      </Button>
    ) : null}
  </>
);

interface CaseLineProps {
  readonly each: DatasetDetail['cases'][number];
  readonly datasetId: string;
  readonly canManage: boolean;
}

const CaseLine = ({ each, datasetId, canManage }: CaseLineProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const remove = useMutation(
    api.evals.datasets.removeCase.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: api.evals.datasets.pathKey() }),
      onError: ({ message }) => toast.failed(message),
    }),
  );
  return (
    <li className="grid gap-3 bg-surface p-3 sm:grid-cols-[1fr_1fr_auto]">
      <JsonView value={each.input} openLevels={1} />
      {each.expected === null ? (
        <span className="text-faint text-sm">Nobody has said what is right.</span>
      ) : (
        <JsonView value={each.expected} openLevels={1} />
      )}
      <span className="flex flex-wrap items-center gap-2 text-muted text-xs">
        from{' '}
        {each.runId === null ? (
          originOf(each)
        ) : (
          <Link href={`/runs/${each.runId}`} className="underline decoration-line-strong underline-offset-2">
            {originOf(each)}
          </Link>
        )}
        {each.personLabel === null ? null : ` by ${each.personLabel}`}, <RelativeTime at={each.addedAt} />
        {canManage ? (
          <ConfirmButton
            size="sm"
            variant="ghost"
            aria-label="Take this case out"
            isPending={remove.isPending}
            title="Take this case out?"
            description="It is erased, unless an evaluation has asked about it: then it stays with that result only."
            action="Take it out"
            onConfirm={() => remove.mutate({ datasetId, caseId: each.id })}
          >
            <Trash2 aria-hidden />
          </ConfirmButton>
        ) : null}
      </span>
    </li>
  );
};
