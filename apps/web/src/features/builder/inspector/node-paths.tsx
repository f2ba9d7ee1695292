import { type DraftNode, nodePorts } from '@switchyard/domain';
import { IconButton } from '@switchyard/ui';
import { ArrowUp } from 'lucide-react';
import { edgeLabel } from '../../graph/edge-label.ts';
import { listVisiblePorts } from '../../graph/node-geometry.ts';
import { portLabel } from '../../graph/node-kind-appearance.ts';
import { useDispatch, useDraft } from '../builder-context.ts';
import { type DraftEdge, reorderEdge } from '../model/edits.ts';
import { AddPathButton } from './add-path-button.tsx';

/** Ways out of a node in the order in which they are tried; pressing one opens it. */
export const NodePaths = ({ node }: { node: DraftNode }) => {
  const draft = useDraft();
  const paths = draft.edges.filter((edge) => edge.from === node.id);
  const open = listVisiblePorts(node, paths).filter((port) => !paths.some((edge) => edge.port === port));
  // Boundary events offer their own.
  const offered = open.filter((port) => nodePorts[node.kind].includes(port));
  if (paths.length + offered.length === 0) return null;
  const nameOf = (id: string) => draft.nodes.find((each) => each.id === id)?.name ?? id;
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="font-medium text-ink text-sm">Paths</h3>
      {node.kind === 'decision' ? (
        <p className="text-muted text-xs">The first whose condition is true is taken.</p>
      ) : null}
      <ol className="divide-y divide-line rounded-sm border border-line empty:hidden">
        {paths.map((edge, index) => (
          <PathRow key={edge.id} edge={edge} node={node} target={nameOf(edge.to)} canMoveUp={index > 0} />
        ))}
      </ol>
      <div className="flex flex-wrap gap-1">
        {offered.map((port) => (
          <AddPathButton key={port} node={node} port={port} label={portLabel(node.kind, port)} />
        ))}
      </div>
    </section>
  );
};

interface PathRowProps {
  readonly edge: DraftEdge;
  readonly node: DraftNode;
  readonly target: string;
  readonly canMoveUp: boolean;
}

const PathRow = ({ edge, node, target, canMoveUp }: PathRowProps) => {
  const dispatch = useDispatch();
  const label = edgeLabel(edge, node)?.text ?? portLabel(node.kind, edge.port);
  return (
    <li className="flex items-center">
      <button
        type="button"
        className="flex min-w-0 flex-1 items-baseline gap-2 px-2.5 py-1.5 text-left text-sm hover:bg-sunken"
        onClick={() => dispatch({ type: 'select', selection: { nodeIds: [], edgeIds: [edge.id] } })}
      >
        <span className="truncate text-muted text-xs">{label}</span>
        <span aria-hidden className="text-faint">
          →
        </span>
        <span className="truncate text-ink">{target}</span>
      </button>
      {canMoveUp ? (
        <IconButton
          label={`Try the path to ${target} earlier`}
          size="sm"
          onClick={() => dispatch({ type: 'edit', label: 'Reorder paths', edit: reorderEdge(edge.id, -1) })}
        >
          <ArrowUp aria-hidden />
        </IconButton>
      ) : null}
    </li>
  );
};
