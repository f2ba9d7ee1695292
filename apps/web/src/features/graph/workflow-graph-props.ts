import type { GraphDefinition } from './graph-definition.ts';
import type { GraphOverlay } from './to-flow-elements.ts';

export interface WorkflowGraphProps
  extends Omit<GraphOverlay, 'isEditable' | 'nodeProblems' | 'edgeProblems' | 'routing'> {
  /** A published definition or a draft. */
  readonly definition: GraphDefinition;
  readonly selectedNodeId?: string | null | undefined;
  /** Null when the empty canvas was clicked. */
  readonly onSelect?: ((nodeId: string | null) => void) | undefined;
  /** Read aloud; what this picture shows. */
  readonly label?: string | undefined;
}
