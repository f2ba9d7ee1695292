import type { SupplyLimits } from '@switchyard/domain';

/*
 * What may be asked of a supplier, a key of it, or by an API key, counted by all processes together. The state is plain data in
 * one row; `serveMeter` is all that ever changes it, under that row's lock and by the database's clock.
 *
 *   Rates are a sliding log. What is handed out may be used until `until` and counts until a window later, so that no window of
 *   60 s sees more than the limit, wherever it is cut and whoever dies. What was not used is handed back and counts no more.
 *   Permits (calls at once) are held under a lease that the holder renews; a holder that is gone loses them when it runs out.
 *   Who waits is noted with how long: the one who has waited longest goes first, among processes as within one.
 */

/** Rates are of this much time, in ms. */
const windowMs = 60_000;
/** A call may arrive this much later than it was let go. */
const slackMs = 1000;
/** What was handed out is used within this time, or handed back. Milliseconds, like all here. */
export const meterLeaseMs = 1000;
/** Of a process that says nothing for so long, the permits are free again. */
export const permitLeaseMs = 10_000;
/** Who waits asks again; one who has not for so long waits no more. */
const waiterLeaseMs = 3000;

/** Handed out: usable until `until` (epoch ms, a whole second), calls and tokens. */
type Handed = readonly [until: number, calls: number, tokens: number];

interface Holder {
  readonly permits: number;
  readonly permitsUntilMs: number;
  /** Since when it has been waiting; null: it is not. */
  readonly waitingSinceMs: number | null;
  readonly seenMs: number;
  /** What the first of its calls needs. */
  readonly wants: { readonly calls: number; readonly tokens: number };
}

export interface MeterState {
  readonly handed: readonly Handed[];
  readonly holders: Readonly<Record<string, Holder>>;
}

export const emptyMeter: MeterState = { handed: [], holders: {} };

/** What one process asks for, and gives back. */
export interface MeterAsk {
  readonly holderId: string;
  /** Permits it has in use; others that it had are given back. */
  readonly inUse: number;
  /** Calls of it that wait, and their tokens. */
  readonly calls: number;
  readonly tokens: number;
  /** Of the first of them. */
  readonly firstTokens: number;
  /** More that it expects within the lease; given only where nobody else waits. */
  readonly ahead: { readonly calls: number; readonly tokens: number };
  /** Of what was handed out before: not used (positive), or used beyond it (negative). */
  readonly returned: readonly Handed[];
}

export interface MeterGrant {
  /** Permits it holds now, those in use included. */
  readonly permits: number;
  readonly calls: number;
  readonly tokens: number;
  /** What is granted is told apart by this when it is given back. */
  readonly until: number;
  /** Others wait: what becomes free beyond `share` permits is given back rather than used again. */
  readonly isContended: boolean;
  readonly share: number;
  /** What held back those that were not granted anything, and when there may be room for the first of them, from now. */
  readonly limitedBy: keyof SupplyLimits | null;
  readonly retryAfterMs: number;
}

const wholeSecond = (ms: number): number => Math.ceil(ms / 1000) * 1000;

/** Without what counts no more. A clock that was set back leaves nothing that would count for longer than it should. */
const settle = ({ handed, holders }: MeterState, nowMs: number): MeterState => {
  const latest = wholeSecond(nowMs + meterLeaseMs);
  const merged = new Map<number, [number, number]>();
  for (const [until, calls, tokens] of handed) {
    const at = Math.min(until, latest);
    if (at + windowMs + slackMs <= nowMs) continue;
    const [soFar, tokensSoFar] = merged.get(at) ?? [0, 0];
    merged.set(at, [soFar + calls, tokensSoFar + tokens]);
  }
  const alive = Object.entries(holders).flatMap(([id, holder]): [string, Holder][] => {
    const permitsUntilMs = Math.min(holder.permitsUntilMs, nowMs + permitLeaseMs);
    const seenMs = Math.min(holder.seenMs, nowMs);
    const permits = permitsUntilMs > nowMs ? holder.permits : 0;
    const isWaiting = holder.waitingSinceMs !== null && nowMs - seenMs < waiterLeaseMs;
    const waitingSinceMs = isWaiting ? Math.min(holder.waitingSinceMs ?? nowMs, nowMs) : null;
    if (permits === 0 && waitingSinceMs === null) return [];
    return [[id, { ...holder, permits, permitsUntilMs, seenMs, waitingSinceMs }]];
  });
  return {
    handed: [...merged]
      .map(([until, [calls, tokens]]): Handed => [until, calls, tokens])
      .sort(([left], [right]) => left - right),
    holders: Object.fromEntries(alive),
  };
};

/** What was not used counts no more; what was used beyond is counted from now on. */
const takeBack = (handed: readonly Handed[], returned: readonly Handed[], latest: number): Handed[] => {
  const left = new Map(handed.map(([until, calls, tokens]) => [until, [calls, tokens] as const]));
  for (const [until, calls, tokens] of returned) {
    const known = left.get(Math.min(until, latest));
    if (known) left.set(Math.min(until, latest), [Math.max(0, known[0] - calls), Math.max(0, known[1] - tokens)]);
    else if (tokens < 0) {
      const now = left.get(latest) ?? [0, 0];
      left.set(latest, [now[0], now[1] - tokens]);
    }
  }
  return [...left].map(([until, [calls, tokens]]): Handed => [until, calls, tokens]);
};

const sumOf = (handed: readonly Handed[], at: 1 | 2): number => handed.reduce((sum, each) => sum + each[at], 0);

/** Until when so much of what was handed out counts no more that `needed` fits beneath the limit. */
const freeInMs = (handed: readonly Handed[], at: 1 | 2, limit: number, needed: number, nowMs: number): number => {
  let over = sumOf(handed, at) + needed - limit;
  for (const each of handed) {
    if (over <= 0) break;
    over -= each[at];
    if (over <= 0) return Math.max(0, each[0] + windowMs + slackMs - nowMs);
  }
  return over <= 0 ? 0 : windowMs;
};

/** How many of the waiting calls may go, and with how many tokens beyond what each needs. */
interface Room {
  readonly calls: number;
  readonly tokens: number;
  readonly permits: number;
}

const unlimited = Number.MAX_SAFE_INTEGER;

const roomFor = (state: MeterState, limits: SupplyLimits, ask: MeterAsk, older: readonly Holder[]): Room => {
  const others = Object.entries(state.holders).filter(([id]) => id !== ask.holderId);
  const held = others.reduce((sum, [, { permits }]) => sum + permits, 0) + ask.inUse;
  const reservedCalls = older.reduce((sum, { wants }) => sum + wants.calls, 0);
  const reservedTokens = older.reduce((sum, { wants }) => sum + wants.tokens, 0);
  const left = (limit: number | null, used: number, reserved: number): number =>
    limit === null ? unlimited : Math.max(0, limit - used - reserved);
  return {
    calls: left(limits.callsPerMinute, sumOf(state.handed, 1), reservedCalls),
    tokens: left(limits.tokensPerMinute, sumOf(state.handed, 2), reservedTokens),
    permits: left(limits.callsAtOnce, held, older.length),
  };
};

interface Division extends Room {
  /** Some of its calls got nothing. */
  readonly isShort: boolean;
}

/** What the ask gets of the room. Nothing in part: a call that has a permit but no tokens would hold the permit for nothing. */
const divide = (ask: MeterAsk, room: Room, isContended: boolean, fairPermits: number): Division => {
  if (ask.calls === 0 || room.calls < 1 || room.permits < 1 || room.tokens < ask.firstTokens) {
    return { calls: 0, tokens: 0, permits: 0, isShort: ask.calls > 0 };
  }
  const fair = isContended ? fairPermits - ask.inUse : unlimited;
  const permits = Math.min(ask.calls, room.permits, room.calls, fair);
  if (permits < 1) return { calls: 0, tokens: 0, permits: 0, isShort: true };
  const ahead = isContended ? { calls: 0, tokens: 0 } : ask.ahead;
  const tokens = Math.min(ask.tokens + ahead.tokens, room.tokens);
  return {
    permits,
    calls: Math.min(permits + ahead.calls, room.calls),
    tokens,
    isShort: permits < ask.calls || tokens < ask.tokens,
  };
};

/**
 * Serves one process. Gives what it may do now, and the state to be stored in the same transaction.
 * @param nowMs by the clock of the database: the same for all processes
 */
export const serveMeter = (
  before: MeterState,
  limits: SupplyLimits,
  ask: MeterAsk,
  nowMs: number,
): { readonly state: MeterState; readonly grant: MeterGrant } => {
  const until = wholeSecond(nowMs + meterLeaseMs);
  const settled = settle(before, nowMs);
  const known = settled.holders[ask.holderId];
  const state = { ...settled, handed: takeBack(settled.handed, ask.returned, until) };
  const waitsSince = ask.calls === 0 ? null : (known?.waitingSinceMs ?? nowMs);
  const rivals = Object.entries(state.holders).filter(
    ([id, { waitingSinceMs }]) => id !== ask.holderId && waitingSinceMs !== null,
  );
  const older = rivals
    .filter(([id, { waitingSinceMs }]) => isOlder(waitingSinceMs ?? 0, id, waitsSince ?? nowMs, ask.holderId))
    .map(([, holder]) => holder);
  const isContended = rivals.length > 0;
  const active = new Set([...Object.keys(state.holders), ask.holderId]).size;
  const perHolder = limits.callsAtOnce === null ? unlimited : limits.callsAtOnce / active;
  const share = Math.floor(perHolder);
  const room = divide(ask, roomFor(state, limits, ask, older), isContended, Math.ceil(perHolder));
  const holder: Holder = {
    permits: ask.inUse + room.permits,
    permitsUntilMs: nowMs + permitLeaseMs,
    // Who got something waits anew: the others come first now.
    waitingSinceMs: room.isShort ? (room.permits > 0 ? nowMs : waitsSince) : null,
    seenMs: nowMs,
    wants: { calls: 1, tokens: ask.firstTokens },
  };
  const { [ask.holderId]: _, ...rest } = state.holders;
  const isIdle = holder.permits === 0 && holder.waitingSinceMs === null;
  const handed: Handed[] = room.calls > 0 ? addTo(state.handed, [until, room.calls, room.tokens]) : state.handed;
  return {
    state: { handed, holders: isIdle ? rest : { ...rest, [ask.holderId]: holder } },
    grant: {
      permits: holder.permits,
      calls: room.calls,
      tokens: room.tokens,
      until,
      isContended,
      share,
      ...(room.isShort ? shortageOf(handed, limits, ask, nowMs) : { limitedBy: null, retryAfterMs: 0 }),
    },
  };
};

const isOlder = (since: number, id: string, ownSince: number, ownId: string): boolean =>
  since < ownSince || (since === ownSince && id < ownId);

const addTo = (handed: readonly Handed[], [until, calls, tokens]: Handed): Handed[] => {
  const same = handed.find((each) => each[0] === until);
  const others = handed.filter((each) => each[0] !== until);
  return [...others, [until, (same?.[1] ?? 0) + calls, (same?.[2] ?? 0) + tokens]];
};

/** For a place among the calls under way nobody can say; a moment. */
const placeMs = 250;

const shortageOf = (
  handed: readonly Handed[],
  { callsPerMinute, tokensPerMinute }: SupplyLimits,
  ask: MeterAsk,
  nowMs: number,
): Pick<MeterGrant, 'limitedBy' | 'retryAfterMs'> => {
  const sorted = [...handed].sort(([left], [right]) => left - right);
  const forCalls = callsPerMinute === null ? 0 : freeInMs(sorted, 1, callsPerMinute, 1, nowMs);
  const forTokens = tokensPerMinute === null ? 0 : freeInMs(sorted, 2, tokensPerMinute, ask.firstTokens, nowMs);
  if (forCalls === 0 && forTokens === 0) return { limitedBy: 'callsAtOnce', retryAfterMs: placeMs };
  const limitedBy = forCalls >= forTokens ? 'callsPerMinute' : 'tokensPerMinute';
  return { limitedBy, retryAfterMs: Math.max(placeMs, forCalls, forTokens) };
};
