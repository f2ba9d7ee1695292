import type { BoundaryEvent, DefinitionNode } from '@switchyard/domain';
import type { OpenWait } from './live-run.ts';

/** What becomes of the clocks and waits of one step whose token stays. */
export interface EventMoves {
  /** Events of the old node that are disarmed. */
  readonly dropped: readonly string[];
  /** Events of the new node that are armed, counted from when the step began. */
  readonly armed: readonly BoundaryEvent[];
  /** The step's own wait is for another time, message or condition. */
  readonly isOwnChanged: boolean;
}

const ownWaits: ReadonlySet<string> = new Set(['wait', 'receive', 'condition']);

const listWaiting = ({ boundary = [] }: DefinitionNode): BoundaryEvent[] => boundary.filter(({ on }) => on !== 'error');

/**
 * What the changes of a node mean for what is open at it. An event that has happened already is not armed again.
 * @param changed fields as the engine names them, such as `config.for` and `boundary.late`
 */
export const moveEvents = (
  {
    from,
    to,
    changed,
  }: { readonly from: DefinitionNode; readonly to: DefinitionNode; readonly changed: readonly string[] },
  open: { readonly timers: readonly OpenWait[]; readonly waits: readonly OpenWait[] },
): EventMoves => {
  const before = listWaiting(from);
  const isChanged = ({ id }: BoundaryEvent) => changed.includes(`boundary.${id}`);
  const isOpen = ({ id }: BoundaryEvent) =>
    [...open.timers, ...open.waits].some(({ boundary_id }) => boundary_id === id);
  const hasHappened = (event: BoundaryEvent) => before.some(({ id }) => id === event.id) && !isOpen(event);
  return {
    dropped: before.filter(isChanged).map(({ id }) => id),
    armed: listWaiting(to).filter((event) => isChanged(event) && !hasHappened(event)),
    isOwnChanged: ownWaits.has(to.kind) && changed.some((field) => field.startsWith('config.')),
  };
};
