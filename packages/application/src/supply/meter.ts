import { newId } from '@switchyard/db';
import type { OrganisationId, SupplyLimits } from '@switchyard/domain';
import { meterLeaseMs, permitLeaseMs } from '@switchyard/routing';
import type { App } from '../app.ts';

/*
 * What one process has in hand of a limit. The database knows what was handed out and to whom; everything here may be lost at any
 * moment, and then counts as used until its time is over. Times are of `performance.now()`, which no clock change moves.
 */

export interface Waiter {
  readonly tokens: number;
  /** It is told that there is no room from then on, once it has been asked for. */
  readonly deadlineMs: number;
  wasAsked: boolean;
  readonly answer: (taken: Taken | Shortage) => void;
  readonly fail: (cause: unknown) => void;
}

/** What a call took of one meter. */
export interface Taken {
  readonly kind: 'taken';
  readonly meter: Meter;
  readonly until: number;
  readonly tokens: number;
}

export interface Shortage {
  readonly kind: 'shortage';
  readonly limitedBy: keyof SupplyLimits;
  readonly retryAfterMs: number;
}

/** Handed out, and not used yet. */
export interface Parcel {
  readonly until: number;
  calls: number;
  tokens: number;
  readonly freshUntilMs: number;
}

export interface Meter {
  readonly organisationId: OrganisationId;
  readonly subject: string;
  limits: SupplyLimits;
  /** Calls under way. */
  inUse: number;
  /** Places among the calls at once that this process holds, those in use included. */
  permits: number;
  /** Of those, granted and not used yet. */
  freshPermits: number;
  hand: Parcel | null;
  /** What goes back with the next ask: until → calls and tokens. */
  back: Map<number, { calls: number; tokens: number }>;
  waiting: Waiter[];
  isAsking: boolean;
  isContended: boolean;
  share: number;
  /** Taken since the last ask: what to expect. */
  takenCalls: number;
  takenTokens: number;
  askedAtMs: number;
  shortage: Shortage | null;
  timer: NodeJS.Timeout | null;
}

export interface SupplyDesk {
  readonly holderId: string;
  readonly meters: Map<string, Meter>;
  beat: NodeJS.Timeout | null;
}

const desks = new WeakMap<App, SupplyDesk>();

export const supplyDeskOf = (app: App): SupplyDesk => {
  const known = desks.get(app) ?? { holderId: newId(), meters: new Map(), beat: null };
  desks.set(app, known);
  return known;
};

export const meterOf = (desk: SupplyDesk, organisationId: OrganisationId, subject: string): Meter => {
  const name = `${organisationId} ${subject}`;
  const known = desk.meters.get(name);
  if (known) return known;
  const meter: Meter = {
    organisationId,
    subject,
    limits: { callsAtOnce: null, callsPerMinute: null, tokensPerMinute: null },
    inUse: 0,
    permits: 0,
    freshPermits: 0,
    hand: null,
    back: new Map(),
    waiting: [],
    isAsking: false,
    isContended: false,
    share: 0,
    takenCalls: 0,
    takenTokens: 0,
    askedAtMs: Number.NEGATIVE_INFINITY,
    shortage: null,
    timer: null,
  };
  desk.meters.set(name, meter);
  return meter;
};

/** A call that needs more tokens than a whole minute has takes all of a minute. */
export const tokensOf = ({ tokensPerMinute }: SupplyLimits, tokens: number): number =>
  Math.ceil(tokensPerMinute === null ? tokens : Math.min(tokens, tokensPerMinute));

/** Places that could not be renewed in time may have gone to others. */
const renewWithinMs = permitLeaseMs - 2000;

const hasPermit = (meter: Meter, nowMs: number): boolean => {
  const { limits, freshPermits, inUse, permits, isContended, share, askedAtMs } = meter;
  if (limits.callsAtOnce === null) return true;
  if (nowMs - askedAtMs > renewWithinMs) return false;
  return freshPermits > 0 || inUse < (isContended ? Math.min(permits, share) : permits);
};

/** Takes what a call needs out of what is in hand; null when something of it is not. */
export const takeFromHand = (meter: Meter, tokens: number, nowMs: number): Taken | null => {
  const { limits, hand } = meter;
  const needed = tokensOf(limits, tokens);
  const isRated = limits.callsPerMinute !== null || limits.tokensPerMinute !== null;
  if (!hasPermit(meter, nowMs)) return null;
  if (isRated) {
    if (!hand || nowMs >= hand.freshUntilMs) return null;
    if (limits.callsPerMinute !== null && hand.calls < 1) return null;
    if (limits.tokensPerMinute !== null && hand.tokens < needed) return null;
    hand.calls = Math.max(0, hand.calls - 1);
    hand.tokens = Math.max(0, hand.tokens - needed);
  }
  meter.inUse += 1;
  meter.freshPermits = Math.max(0, meter.freshPermits - 1);
  meter.takenCalls += 1;
  meter.takenTokens += needed;
  return { kind: 'taken', meter, until: isRated && hand ? hand.until : 0, tokens: needed };
};

/** Notes what goes back: positive for what was not used, negative for what was used beyond. */
export const noteBack = (meter: Meter, until: number, calls: number, tokens: number): void => {
  if (until === 0 || (calls === 0 && tokens === 0)) return;
  const { hand, back } = meter;
  // Still in hand: it can be used again at once.
  if (hand?.until === until && calls >= 0 && tokens >= 0) {
    hand.calls += calls;
    hand.tokens += tokens;
    return;
  }
  const known = back.get(until) ?? { calls: 0, tokens: 0 };
  back.set(until, { calls: known.calls + calls, tokens: known.tokens + tokens });
};

/** What is in hand goes back: all of it, or only what is no longer fresh. */
export const emptyHand = (meter: Meter, nowMs: number, isAll: boolean): void => {
  const { hand } = meter;
  if (!hand || (!isAll && nowMs < hand.freshUntilMs)) return;
  meter.hand = null;
  noteBack(meter, hand.until, hand.calls, hand.tokens);
};

/** How long what is handed out stays fresh here: counted from before it was asked for. */
export const freshUntil = (askedAtMs: number): number => askedAtMs + meterLeaseMs;
