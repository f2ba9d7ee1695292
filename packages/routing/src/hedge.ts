import type { Candidate, RoutingDecision, SupplierKind } from '@switchyard/domain';
import type { Evidence } from './evidence.ts';
import type { RoutingPolicy } from './routing-policy.ts';

/** Only these are waited for; whatever works in this installation answers at once or takes its time on purpose. */
const remote: ReadonlySet<SupplierKind> = new Set(['openai', 'anthropic', 'openai-compatible']);

/** After how long somebody is asked beside a candidate that has not answered; null: never. Milliseconds. */
export const hedgeDelayMs = ({ hedge }: Pick<RoutingPolicy, 'hedge'>, p95Ms: number | undefined): number | null => {
  if (hedge === null) return null;
  if (hedge.after === 'ms') return hedge.ms;
  return p95Ms === undefined ? null : Math.max(1, Math.ceil(p95Ms));
};

/** From so many calls on a percentile means something. */
const callsMin = 20;

/** The 95th percentile of a candidate's calls for this task; undefined while there are too few. */
export const observedP95Ms = ({ outcomes }: Evidence, candidateRef: string): number | undefined => {
  const known = outcomes[candidateRef];
  return known && (known.calls ?? 0) >= callsMin ? known.latencyP95Ms : undefined;
};

/**
 * Who is asked beside `first`: the next model of the same decision that has not been asked, else the same one once more. Null
 * where there is nobody to wait for. Candidates that were left out are never named, so a hedge stands on the same floors.
 */
export const hedgeCandidate = (
  { candidates }: Pick<RoutingDecision, 'candidates'>,
  first: Candidate,
  askedRefs: ReadonlySet<string>,
): Candidate | null => {
  if (!remote.has(first.supplierKind)) return null;
  const isFresh = ({ ref, supplierKind }: Candidate) =>
    remote.has(supplierKind) && ref !== first.ref && !askedRefs.has(ref);
  return candidates.find(isFresh) ?? first;
};

/** Why an attempt was broken off: the other one has answered. */
export const overtaken: Error = new Error('Another answer was quicker.');

/** 0 is asked first, 1 beside it. */
export type HedgePlace = 0 | 1;

export interface HedgedRace<Result> {
  readonly afterMs: number;
  readonly signal: AbortSignal;
  /** Resolves after `ms`, rejects when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /**
   * Makes one of the two attempts. Whoever has a good answer claims the race, once: true says that the answer counts and that the
   * other attempt has been broken off and has ended; false that the other one has been quicker.
   */
  readonly run: (place: HedgePlace, signal: AbortSignal, claim: () => Promise<boolean>) => Promise<Result>;
}

/**
 * One attempt, and a second beside it once the first is slow. Both have ended when this resolves, the quicker good one in
 * success, the other broken off. At most one claims the race. Never rejects: what an attempt throws is in its result.
 */
export const raceHedged = async <Result>({
  afterMs,
  signal,
  pause,
  run,
}: HedgedRace<Result>): Promise<PromiseSettledResult<Result>[]> => {
  const stops = [new AbortController(), new AbortController()] as const;
  const begun: Promise<Result>[] = [];
  const waiting = new AbortController();
  let winner: HedgePlace | null = null;
  const begin = (place: HedgePlace): Promise<Result> => {
    const other = place === 0 ? 1 : 0;
    const claim = async (): Promise<boolean> => {
      if (winner !== null) return winner === place;
      winner = place;
      waiting.abort();
      stops[other].abort(overtaken);
      await begun[other]?.catch(() => undefined);
      return true;
    };
    const attempt = run(place, AbortSignal.any([signal, stops[place].signal]), claim);
    begun[place] = attempt;
    return attempt;
  };
  const first = begin(0);
  const isSlow = await Promise.race([
    first.then(
      () => false,
      () => false,
    ),
    pause(afterMs, AbortSignal.any([signal, waiting.signal])).then(
      () => true,
      () => false,
    ),
  ]);
  waiting.abort();
  // Claimed in the very moment in which the time ran out.
  const isOpen = isSlow && winner === null;
  return Promise.allSettled(isOpen ? [first, begin(1)] : [first]);
};
