'use client';

import type { DefinitionComparison } from '@switchyard/definition';
import { Skeleton } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { ComparisonList } from '../builder/publish/comparison-list.tsx';
import { type GraphChange, WorkflowGraph } from '../graph/index.ts';
import { mergeDefinitions } from './merge-definitions.ts';

const byId = (changes: DefinitionComparison['nodes']): Record<string, GraphChange> =>
  Object.fromEntries(changes.map(({ id, kind }) => [id, kind]));

/** Two versions in one picture, what was removed still visible, and every change field by field. */
export const VersionComparison = ({ slug, before, after }: { slug: string; before: number; after: number }) => {
  const trpc = useTRPC();
  const compared = useQuery(trpc.workflows.compare.queryOptions({ slug, before, after }));
  const [nodeId, setNodeId] = useState<string | null>(null);
  const drawn = useMemo(
    () =>
      compared.data && {
        definition: mergeDefinitions(compared.data.before, compared.data.after),
        nodeChanges: byId(compared.data.nodes),
        edgeChanges: byId(compared.data.edges),
      },
    [compared.data],
  );
  if (compared.isLoadingError) {
    return <ReadError query={compared} title="These cannot be compared" className="m-4" />;
  }
  if (!compared.data || !drawn) return <Skeleton className="h-full w-full" />;
  return (
    <div className="flex min-h-0 flex-1 max-lg:flex-col">
      <div className="min-h-60 min-w-0 flex-1">
        <WorkflowGraph
          key={`${before}-${after}`}
          {...drawn}
          selectedNodeId={nodeId}
          onSelect={setNodeId}
          label={`Changes from version ${before} to ${after}`}
        />
      </div>
      <aside
        aria-label="Changes"
        className="shrink-0 overflow-y-auto border-line bg-surface p-4 max-lg:max-h-72 max-lg:border-t lg:w-96 lg:border-l"
      >
        <h2 className="pb-3 font-medium text-ink text-sm">
          From version {before} to {after}
        </h2>
        <ComparisonList comparison={compared.data} onSelect={setNodeId} />
      </aside>
    </div>
  );
};
