import { type ComponentType, createContext } from 'react';

export interface EdgeActionProps {
  readonly edgeId: string;
  readonly isSelected: boolean;
  /** Canvas position of the middle of the edge. */
  readonly x: number;
  readonly y: number;
}

/** What an editor offers on each edge; null on a canvas that is only read. */
export const EdgeActionContext = createContext<ComponentType<EdgeActionProps> | null>(null);
