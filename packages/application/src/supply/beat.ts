import type { App } from '../app.ts';
import { askMeter } from './ask-meter.ts';
import { emptyHand, type Meter, type SupplyDesk, supplyDeskOf } from './meter.ts';

const beatMs = 250;
/** Who has places says so this often, and learns whether others wait for one. */
const renewEveryMs = 500;

/** Starts what a process does for limits in the background. It does not keep the process alive. */
export const keepSupplyBeat = (app: App, desk: SupplyDesk): void => {
  desk.beat ??= setInterval(() => beat(app, desk), beatMs).unref();
};

/** Nothing of it is held here or on its way: it can be forgotten, and made anew. */
const isIdle = ({ limits, inUse, permits, hand, back, waiting, isAsking, timer }: Meter): boolean => {
  const holdsPlaces = limits.callsAtOnce !== null && permits > 0;
  const isHeld = inUse > 0 || holdsPlaces || hand !== null || back.size > 0;
  return !(isHeld || isAsking || waiting.length > 0 || timer !== null);
};

const beat = (app: App, desk: SupplyDesk): void => {
  const nowMs = performance.now();
  for (const [name, meter] of desk.meters) {
    emptyHand(meter, nowMs, false);
    if (isIdle(meter)) desk.meters.delete(name);
    else if (mustSpeak(meter, nowMs)) askMeter(app, meter).catch(() => undefined);
  }
};

/** Something goes back, or is held and has to be renewed. Who waits asks by itself. */
const mustSpeak = ({ limits, permits, inUse, back, askedAtMs, waiting }: Meter, nowMs: number): boolean => {
  if (waiting.length > 0) return false;
  const holdsPlaces = limits.callsAtOnce !== null && permits > 0;
  if (holdsPlaces && permits > inUse) return true;
  return nowMs - askedAtMs >= renewEveryMs && (back.size > 0 || holdsPlaces);
};

/** Gives back what is not in use, when the process ends well. */
export const closeSupply = async (app: App): Promise<void> => {
  const desk = supplyDeskOf(app);
  if (desk.beat) clearInterval(desk.beat);
  desk.beat = null;
  for (const meter of desk.meters.values()) {
    if (meter.timer) clearTimeout(meter.timer);
    meter.timer = null;
    meter.waiting = [];
    await askMeter(app, meter);
  }
};
