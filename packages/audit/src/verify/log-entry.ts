import type { Hash } from '../merkle/hash.ts';

/** One leaf as it is found now. */
export interface LogEntry {
  readonly leafIndex: number;
  /** The hash recorded when the event was logged; null where the source has none. */
  readonly leafHash: Hash | null;
  /** The event as it is now, unparsed; null when it is gone. */
  readonly record: unknown;
  /** Id of the event as the leaf knows it, for naming what is gone. */
  readonly eventId: string | null;
}

/** `log`: kept with the log. `outside`: published beyond the reach of who administers the log. */
export type CheckpointPlace = 'log' | 'outside';

export interface KnownCheckpoint {
  readonly place: CheckpointPlace;
  /** The signed note. */
  readonly note: string;
}
