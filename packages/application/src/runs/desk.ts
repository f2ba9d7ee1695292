import { setTimeout as delay } from 'node:timers/promises';
import type { App } from '../app.ts';

/** How long others wait for what is being written: a row that somebody holds must not hold them too. */
const patienceMs = 20;

/** What has not been written yet of one kind and one organisation. */
interface Desk<Item> {
  waiting: readonly Item[];
  isWriting: boolean;
}

interface DeskRules<Item> {
  /** Those of the waiting that are written in one transaction next, and those that stay. */
  readonly split: (waiting: readonly Item[]) => { readonly batch: readonly Item[]; readonly rest: readonly Item[] };
  /** Writes a batch and answers whoever waits for it. Never throws. */
  readonly write: (app: App, batch: readonly Item[]) => Promise<void>;
}

/**
 * Desks at which a process writes together what comes while it is writing: alone an item waits for nothing, and the more there
 * are, the less each costs. Items of one key share transactions.
 */
export const openDesks = <Item>({ split, write }: DeskRules<Item>) => {
  const desks = new WeakMap<App, Map<string, Desk<Item>>>();
  const writeAll = async (app: App, key: string, desk: Desk<Item>): Promise<void> => {
    desk.isWriting = true;
    // What comes in the same turn of the event loop belongs together.
    await new Promise(setImmediate);
    while (desk.waiting.length > 0) {
      const { batch, rest } = split(desk.waiting);
      desk.waiting = rest;
      await atMost(patienceMs, write(app, batch));
    }
    desk.isWriting = false;
    desks.get(app)?.delete(key);
  };
  return (app: App, key: string, item: Item): void => {
    const ofApp = desks.get(app) ?? new Map<string, Desk<Item>>();
    desks.set(app, ofApp);
    const desk = ofApp.get(key) ?? { waiting: [], isWriting: false };
    ofApp.set(key, desk);
    desk.waiting = [...desk.waiting, item];
    if (!desk.isWriting) void writeAll(app, key, desk);
  };
};

const atMost = async (ms: number, work: Promise<void>): Promise<void> => {
  const done = new AbortController();
  const patience = delay(ms, undefined, { signal: done.signal }).catch(() => undefined);
  await Promise.race([work.finally(() => done.abort()), patience]);
};
