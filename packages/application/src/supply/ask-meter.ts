import type { MeterAsk, MeterGrant } from '@switchyard/routing';
import type { App } from '../app.ts';
import { exchangeMeter } from './exchange-meter.ts';
import { emptyHand, freshUntil, type Meter, type SupplyDesk, supplyDeskOf, takeFromHand, tokensOf } from './meter.ts';

/** A change of the limit, or room that another process gave back, is seen within this time. */
const askEveryMs = 200;
/** Who waits for a rate keeps its place by asking this often. */
const askRateEveryMs = 1000;

/** As many as in the last second are expected in the next; an eighth of a small limit at most is taken ahead of being needed. */
const aheadOf = (meter: Meter, nowMs: number): MeterAsk['ahead'] => {
  const { limits, takenCalls, takenTokens, askedAtMs } = meter;
  const passed = Math.max(1, (nowMs - askedAtMs) / 1000);
  const bound = (limit: number | null, pace: number): number =>
    limit === null ? 0 : Math.floor(Math.min(pace, limit / 8));
  return {
    calls: bound(limits.callsPerMinute, takenCalls / passed),
    tokens: bound(limits.tokensPerMinute, takenTokens / passed),
  };
};

const askOf = (desk: SupplyDesk, meter: Meter, nowMs: number): MeterAsk => {
  const needs = meter.waiting.map(({ tokens }) => tokensOf(meter.limits, tokens));
  return {
    holderId: desk.holderId,
    inUse: meter.inUse,
    calls: needs.length,
    tokens: needs.reduce((sum, each) => sum + each, 0),
    firstTokens: needs[0] ?? 0,
    ahead: needs.length === 0 ? { calls: 0, tokens: 0 } : aheadOf(meter, nowMs),
    returned: [...meter.back].map(([until, { calls, tokens }]) => [until, calls, tokens] as const),
  };
};

const accept = (meter: Meter, ask: MeterAsk, grant: MeterGrant, askedAtMs: number): void => {
  // Places that nobody limits are not held: once somebody does, they are asked for.
  const isPlaced = meter.limits.callsAtOnce !== null;
  meter.permits = isPlaced ? grant.permits : ask.inUse;
  meter.freshPermits = isPlaced ? grant.permits - ask.inUse : 0;
  meter.isContended = grant.isContended;
  meter.share = grant.share;
  meter.hand =
    grant.calls > 0
      ? { until: grant.until, calls: grant.calls, tokens: grant.tokens, freshUntilMs: freshUntil(askedAtMs) }
      : null;
  meter.shortage =
    grant.limitedBy === null
      ? null
      : { kind: 'shortage', limitedBy: grant.limitedBy, retryAfterMs: grant.retryAfterMs };
};

/** Asks once for all that wait, gives back what goes back, and serves who can be. One ask of a meter at a time. */
export const askMeter = async (app: App, meter: Meter): Promise<void> => {
  if (meter.isAsking) return;
  meter.isAsking = true;
  const desk = supplyDeskOf(app);
  const askedAtMs = performance.now();
  emptyHand(meter, askedAtMs, true);
  const ask = askOf(desk, meter, askedAtMs);
  // Places that are not in use go back with the ask; only those that are may be used again while it is under way.
  Object.assign(meter, { permits: meter.inUse, freshPermits: 0 });
  const asking = meter.waiting.slice();
  const back = meter.back;
  meter.back = new Map();
  try {
    const grant = await exchangeMeter(app, meter.organisationId, meter.subject, meter.limits, ask);
    Object.assign(meter, { askedAtMs, takenCalls: 0, takenTokens: 0 });
    for (const waiter of asking) waiter.wasAsked = true;
    accept(meter, ask, grant, askedAtMs);
  } catch (cause) {
    // Whether it was written is not known: what was used beyond is said again, what was not used stays counted until its end.
    for (const [until, { calls, tokens }] of back) if (tokens < 0) meter.back.set(until, { calls, tokens });
    const failed = new Set(asking);
    meter.waiting = meter.waiting.filter((waiter) => !failed.has(waiter));
    for (const waiter of asking) waiter.fail(cause);
  } finally {
    meter.isAsking = false;
  }
  serveWaiting(app, meter);
};

/** Serves who waits, first come first served, out of what is in hand; asks again for the rest. */
export const serveWaiting = (app: App, meter: Meter): void => {
  const nowMs = performance.now();
  for (let first = meter.waiting[0]; first; first = meter.waiting[0]) {
    const taken = takeFromHand(meter, first.tokens, nowMs);
    if (!taken) break;
    meter.waiting.shift();
    first.answer(taken);
  }
  const { shortage } = meter;
  if (shortage) {
    const late = meter.waiting.filter(({ wasAsked, deadlineMs }) => wasAsked && deadlineMs <= nowMs);
    meter.waiting = meter.waiting.filter((waiter) => !late.includes(waiter));
    for (const waiter of late) waiter.answer(shortage);
  }
  if (meter.waiting.length > 0) askLater(app, meter, nowMs);
};

const askLater = (app: App, meter: Meter, nowMs: number): void => {
  if (meter.isAsking || meter.timer) return;
  const isNew = meter.waiting.some(({ wasAsked }) => !wasAsked);
  const everyMs = meter.shortage?.limitedBy === 'callsAtOnce' ? askEveryMs : askRateEveryMs;
  const deadline = Math.min(...meter.waiting.map(({ deadlineMs }) => deadlineMs)) - nowMs;
  const wait = Math.min(everyMs, Math.max(meter.shortage?.retryAfterMs ?? 0, 20), Math.max(deadline, 20));
  meter.timer = setTimeout(
    () => {
      meter.timer = null;
      void askMeter(app, meter);
    },
    isNew ? 0 : wait * (0.75 + Math.random() / 4),
  );
};
