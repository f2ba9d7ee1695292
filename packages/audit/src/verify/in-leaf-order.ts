import type { LogEntry } from './log-entry.ts';

/** `missing`: no entry has an index in [from, end). `repeated`: its index was seen before. */
export type OrderedEntry =
  | { readonly kind: 'entry'; readonly entry: LogEntry; readonly isLate: boolean }
  | { readonly kind: 'missing'; readonly from: number; readonly end: number }
  | { readonly kind: 'repeated'; readonly entry: LogEntry };

/** How many entries may stand before one that belongs before them; past it, that one counts as missing. */
const windowMax = 4096;

/**
 * Brings entries into leaf order and names what was out of it: entries that come early are held until the gap before
 * them closes (what closes it is late), or until too many are held and the gap is taken for a deletion.
 */
export async function* inLeafOrder(
  entries: AsyncIterable<LogEntry> | Iterable<LogEntry>,
): AsyncGenerator<OrderedEntry, void, undefined> {
  const held = new Map<number, LogEntry>();
  let next = 0;
  function* releaseHeld(): Generator<OrderedEntry, void, undefined> {
    for (let entry = held.get(next); entry; entry = held.get(next)) {
      held.delete(next);
      next += 1;
      yield { kind: 'entry', entry, isLate: false };
    }
  }
  function* closeGap(): Generator<OrderedEntry, void, undefined> {
    let resume = Number.POSITIVE_INFINITY;
    for (const index of held.keys()) resume = Math.min(resume, index);
    yield { kind: 'missing', from: next, end: resume };
    next = resume;
    yield* releaseHeld();
  }
  for await (const entry of entries) {
    if (entry.leafIndex < next || held.has(entry.leafIndex)) yield { kind: 'repeated', entry };
    else if (entry.leafIndex === next) {
      next += 1;
      yield { kind: 'entry', entry, isLate: held.size > 0 };
      yield* releaseHeld();
    } else {
      held.set(entry.leafIndex, entry);
      if (held.size > windowMax) yield* closeGap();
    }
  }
  while (held.size > 0) yield* closeGap();
}
