'use client';

import { JsonView, Skeleton } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { WorkflowGraph } from '../graph/index.ts';

/** One version to look at: the graph, and the settings of the step that is pressed. */
export const VersionView = ({ slug, number }: { slug: string; number: number }) => {
  const trpc = useTRPC();
  const version = useQuery({
    ...trpc.workflows.version.queryOptions({ slug, number }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [nodeId, setNodeId] = useState<string | null>(null);
  if (version.isLoadingError) {
    return <ReadError query={version} title="This version cannot be read" className="m-4" />;
  }
  if (!version.data) return <Skeleton className="h-full w-full" />;
  const node = version.data.definition.nodes.find(({ id }) => id === nodeId);
  return (
    <div className="flex min-h-0 flex-1">
      <div className="min-w-0 flex-1">
        <WorkflowGraph
          key={number}
          definition={version.data.definition}
          selectedNodeId={nodeId}
          onSelect={setNodeId}
          label={`Version ${number}`}
        />
      </div>
      {node ? (
        <aside
          aria-label={node.name}
          className="w-80 shrink-0 overflow-y-auto border-line border-l bg-surface p-4 max-sm:hidden"
        >
          <h2 className="pb-2 font-medium text-ink text-sm">{node.name}</h2>
          <JsonView value={node.config} openLevels={3} />
        </aside>
      ) : null}
    </div>
  );
};
