import type { JsonObject, JsonValue } from '@switchyard/domain';

/** What a step wrote into the run's variables: the output of a `set` that is not part of a for-each. */
export interface VariableWrite {
  readonly ordinal: number;
  readonly endedAt: Date | null;
  readonly output: JsonValue;
}

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const inOrder = (one: VariableWrite, other: VariableWrite): number =>
  (one.endedAt?.getTime() ?? 0) - (other.endedAt?.getTime() ?? 0) || one.ordinal - other.ordinal;

/**
 * The variables as they were when a step began: names that were written at it or later go back to what was written before,
 * or away; all others are as they were at the end, changes by hand included.
 */
export const variablesBefore = (last: JsonObject, writes: readonly VariableWrite[], ordinal: number): JsonObject => {
  const valuesOf = (which: (write: VariableWrite) => boolean): JsonObject =>
    Object.assign(
      {},
      ...writes
        .filter(which)
        .toSorted(inOrder)
        .map(({ output }) => (isObject(output) ? output : {})),
    );
  const earlier = valuesOf((write) => write.ordinal < ordinal);
  const later = valuesOf((write) => write.ordinal >= ordinal);
  const kept = Object.entries(last).filter(([name]) => !(name in later));
  const restored = Object.entries(earlier).filter(([name]) => name in later);
  return Object.fromEntries([...kept, ...restored]);
};
