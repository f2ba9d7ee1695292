import type { DraftDefinition } from '@switchyard/domain';
import type { Point } from '../model/placement.ts';
import { readPlaces, toElk } from './elk-graph.ts';

/** Places for all nodes: layers from left to right. Computed off the main thread; the library is loaded on first use. */
export const layoutDraft = async (draft: DraftDefinition): Promise<ReadonlyMap<string, Point>> => {
  const { default: Elk } = await import('elkjs/lib/elk-api.js');
  const elk = new Elk({ workerFactory: () => new Worker(new URL('elkjs/lib/elk-worker.min.js', import.meta.url)) });
  try {
    return readPlaces(await elk.layout(toElk(draft)));
  } finally {
    elk.terminateWorker();
  }
};
