import { useStore } from '@xyflow/react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';

const layers = new WeakMap<HTMLElement, Element>();

/** Looked for once a canvas: every edge asks at each movement, and searching the page each time takes seconds of thousands. */
const layerOf = (canvas: HTMLElement | null): Element | null => {
  if (!canvas) return null;
  const known = layers.get(canvas);
  if (known?.isConnected) return known;
  const found = canvas.querySelector('.react-flow__edgelabel-renderer');
  if (found) layers.set(canvas, found);
  return found;
};

/** What stands on an edge, above the lines and below the nodes. */
export const EdgeLabelLayer = ({ children }: { children: ReactNode }) => {
  const layer = useStore(({ domNode }) => layerOf(domNode));
  return layer ? createPortal(children, layer) : null;
};
