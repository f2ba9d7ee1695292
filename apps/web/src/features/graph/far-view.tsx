import { useStore } from '@xyflow/react';
import { useEffect } from 'react';

/** Below it a name is five pixels high. */
const legibleFrom = 0.4;

/** Marks a canvas of very many nodes while nothing on it can be read: it then draws boxes in their colours and no words. */
export const FarView = () => {
  const canvas = useStore(({ domNode }) => domNode);
  const isFar = useStore(({ transform }) => transform[2] < legibleFrom);
  useEffect(() => {
    canvas?.toggleAttribute('data-far', isFar);
    return () => canvas?.removeAttribute('data-far');
  }, [canvas, isFar]);
  return null;
};
