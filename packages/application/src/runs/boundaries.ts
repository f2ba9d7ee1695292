import type { DefinitionNode } from '@switchyard/domain';
import { dueAfter } from './due-time.ts';
import { messageKey } from './evaluate-inline.ts';
import type { NewStep, TransitionWork } from './transition-work.ts';

/** Arms the clocks and message waits on the border of a step that has just been opened. */
export const armBoundaries = async (
  work: TransitionWork,
  node: DefinitionNode,
  { id: stepId }: NewStep,
): Promise<void> => {
  for (const event of node.boundary ?? []) {
    if (event.on === 'timer') {
      const begin = { from: work.at, what: node.name };
      const length = { duration: event.after, calendar: event.calendar };
      const dueAt = await dueAfter(work.tx, work.run.organisationId, begin, length);
      work.newTimers.push({ stepId, kind: 'boundary', dueAt, boundaryId: event.id });
    }
    if (event.on === 'message') {
      const key = messageKey(work, node.name, event.key);
      work.newWaits.push({ stepId, boundaryId: event.id, name: event.message, key });
    }
  }
};
