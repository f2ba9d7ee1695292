import type { BoundaryEvent, DefinitionNode, StepId } from '@switchyard/domain';
import { dueAfter } from './due-time.ts';
import { messageKey } from './evaluate-inline.ts';
import type { NewStep, TransitionWork } from './transition-work.ts';

/** Arms the clocks and message waits on the border of a step that has just been opened. */
export const armBoundaries = (work: TransitionWork, node: DefinitionNode, { id }: NewStep): Promise<void> =>
  armEvents(work, node, node.boundary ?? [], { stepId: id, from: work.at });

/** Arms some of a node's events, on the border of a step that began at `from`. */
export const armEvents = async (
  work: TransitionWork,
  node: DefinitionNode,
  events: readonly BoundaryEvent[],
  { stepId, from }: { readonly stepId: StepId; readonly from: Date },
): Promise<void> => {
  for (const event of events) {
    if (event.on === 'timer') {
      const length = { duration: event.after, calendar: event.calendar };
      const dueAt = await dueAfter(work.tx, work.run.organisationId, { from, what: node.name }, length);
      work.newTimers.push({ stepId, kind: 'boundary', dueAt, boundaryId: event.id });
    }
    if (event.on === 'message') {
      const key = messageKey(work, node.name, event.key);
      work.newWaits.push({ stepId, boundaryId: event.id, name: event.message, key });
    }
  }
};
