import { covers, type FlowLimit, type Usage, usedOf } from './limit-row.ts';
import { roomOfRate } from './rate.ts';

export interface Candidate extends Omit<Usage, 'count'> {
  readonly id: string;
}

export interface Choice {
  readonly take: readonly Candidate[];
  /** Step → the limit that holds it back. */
  readonly hold: ReadonlyMap<string, string>;
}

/** How many more steps a limit lets begin now. */
export const roomOf = (limit: FlowLimit, usage: readonly Usage[], nowMs: number): number =>
  Math.min(
    limit.stepsMax === null ? Number.POSITIVE_INFINITY : limit.stepsMax - usedOf(limit, usage),
    limit.rate === null ? Number.POSITIVE_INFINITY : roomOfRate(limit.rate, limit.nextFreeMs, nowMs),
  );

/** Of steps in their order, up to `max` that every limit which counts them lets begin. Pure. */
export const chooseWithin = (
  candidates: readonly Candidate[],
  rooms: ReadonlyMap<FlowLimit, number>,
  max: number,
): Choice => {
  const left = new Map(rooms);
  const take: Candidate[] = [];
  const hold = new Map<string, string>();
  for (const candidate of candidates) {
    if (take.length >= max) break;
    const concerned = [...left.keys()].filter((limit) => covers(limit, candidate));
    const full = concerned.find((limit) => (left.get(limit) ?? 0) < 1);
    if (full) {
      hold.set(candidate.id, full.id);
      continue;
    }
    for (const limit of concerned) left.set(limit, (left.get(limit) ?? 0) - 1);
    take.push(candidate);
  }
  return { take, hold };
};
