import type { OrganisationId, SupplyLimits } from '@switchyard/domain';
import type { App } from '../app.ts';
import { askMeter, serveWaiting } from './ask-meter.ts';
import { keepSupplyBeat } from './beat.ts';
import { type Meter, meterOf, noteBack, type Shortage, supplyDeskOf, type Taken, takeFromHand } from './meter.ts';

/** Something that calls are limited of. */
export interface SupplySubject {
  /** `supplier:ID`, `endpoint:ID` or `key:ID`. */
  readonly id: string;
  /** What people call it. */
  readonly label: string;
  readonly limits: SupplyLimits;
}

export interface SupplyRequest {
  readonly organisationId: OrganisationId;
  /** Those without a limit cost nothing and are not looked up. */
  readonly subjects: readonly SupplySubject[];
  /** What the call may read and write, as far as it is known. */
  readonly tokens: number;
  /** How long to wait for room. Milliseconds; 0 answers as soon as it is known. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** Place and allowance for one call. */
export interface SupplyPermit {
  /** The call is over: what it really used, null where nothing was sent. Once; later ones do nothing. */
  release(usedTokens: number | null): void;
}

export interface SupplyShortage {
  readonly subject: SupplySubject;
  readonly limitedBy: keyof SupplyLimits;
  readonly retryAfterMs: number;
}

export type SupplyAnswer =
  | { readonly kind: 'admitted'; readonly permit: SupplyPermit }
  | { readonly kind: 'limited'; readonly shortage: SupplyShortage };

const nothing: SupplyAnswer = { kind: 'admitted', permit: { release: () => undefined } };

const isLimited = ({ limits }: SupplySubject): boolean =>
  limits.callsAtOnce !== null || limits.callsPerMinute !== null || limits.tokensPerMinute !== null;

/**
 * A place among the calls at once, and a part of the minute's calls and tokens, of everything the call is of; or what holds it
 * back. Counted by all processes together; mostly answered out of what this one has in hand, without the database. Throws
 * `unavailable` when the database has to be asked and does not answer, and the signal's reason.
 */
export const acquireSupply = async (app: App, request: SupplyRequest): Promise<SupplyAnswer> => {
  const subjects = request.subjects.filter(isLimited);
  if (subjects.length === 0) return nothing;
  const untilMs = performance.now() + request.waitMs;
  const all: Taken[] = [];
  try {
    for (const subject of subjects) {
      const taken = await take(app, request, subject, untilMs);
      if (taken.kind === 'taken') {
        all.push(taken);
        continue;
      }
      for (const each of all) giveBack(app, each, null);
      return { kind: 'limited', shortage: { subject, ...shortageOf(taken) } };
    }
  } catch (thrown) {
    for (const each of all) giveBack(app, each, null);
    throw thrown;
  }
  return { kind: 'admitted', permit: permitOf(app, all) };
};

const shortageOf = ({ limitedBy, retryAfterMs }: Shortage) => ({ limitedBy, retryAfterMs });

const permitOf = (app: App, all: readonly Taken[]): SupplyPermit => {
  let isReleased = false;
  return {
    release: (usedTokens) => {
      if (isReleased) return;
      isReleased = true;
      for (const each of all) giveBack(app, each, usedTokens);
    },
  };
};

const giveBack = (app: App, { meter, until, tokens }: Taken, usedTokens: number | null): void => {
  meter.inUse -= 1;
  if (usedTokens === null) noteBack(meter, until, 1, tokens);
  else noteBack(meter, until, 0, tokens - usedTokens);
  if (meter.waiting.length > 0) serveWaiting(app, meter);
};

/** Who was answered so short a time ago is not asked again for a call that does not wait. */
const knownForMs = 200;

const take = (app: App, request: SupplyRequest, subject: SupplySubject, untilMs: number): Promise<Taken | Shortage> => {
  const { organisationId, tokens, signal } = request;
  const desk = supplyDeskOf(app);
  const meter = meterOf(desk, organisationId, subject.id);
  meter.limits = subject.limits;
  keepSupplyBeat(app, desk);
  const nowMs = performance.now();
  const taken = meter.waiting.length === 0 ? takeFromHand(meter, tokens, nowMs) : null;
  if (taken) return Promise.resolve(taken);
  const isKnown = meter.shortage !== null && nowMs - meter.askedAtMs < knownForMs;
  if (isKnown && meter.shortage && untilMs <= nowMs) return Promise.resolve(meter.shortage);
  return wait(app, meter, { tokens, untilMs, signal, asksAtOnce: !isKnown });
};

interface Wait {
  readonly tokens: number;
  readonly untilMs: number;
  readonly signal: AbortSignal;
  readonly asksAtOnce: boolean;
}

const wait = (app: App, meter: Meter, { tokens, untilMs, signal, asksAtOnce }: Wait): Promise<Taken | Shortage> =>
  new Promise((resolve, reject) => {
    const leave = () => {
      meter.waiting = meter.waiting.filter((each) => each !== waiter);
      reject(signal.reason);
    };
    const end = (settle: () => void) => {
      signal.removeEventListener('abort', leave);
      settle();
    };
    const waiter = {
      tokens,
      deadlineMs: untilMs,
      // Answered a moment ago: that answer holds for this one.
      wasAsked: !asksAtOnce,
      answer: (taken: Taken | Shortage) => end(() => resolve(taken)),
      fail: (cause: unknown) => end(() => reject(cause)),
    };
    if (signal.aborted) return void reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    meter.waiting.push(waiter);
    if (asksAtOnce) void askMeter(app, meter);
    else serveWaiting(app, meter);
  });
