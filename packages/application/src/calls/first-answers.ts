import type { App } from '../app.ts';
import type { CallSession } from './call-session.ts';

/** As many as a candidate's percentile is taken from, the newest ones, and from how many on it means something. */
const samplesMax = 200;
const samplesMin = 20;
const candidatesMax = 2000;

const kept = new WeakMap<App, Map<string, number[]>>();

const samplesOf = (app: App): Map<string, number[]> => {
  const known = kept.get(app) ?? new Map<string, number[]>();
  kept.set(app, known);
  return known;
};

/** A stream is measured to its first piece, anything else to its end: they are not compared with each other. */
const nameOf = ({ key, facts }: CallSession, ref: string): string =>
  `${key.actor.organisationId} ${facts.isStream ? 'stream' : 'whole'} ${ref}`;

/** Notes how long a candidate took to begin an answer. Kept in this process only. */
export const noteFirstAnswer = (session: CallSession, ref: string, ms: number): void => {
  const all = samplesOf(session.app);
  const name = nameOf(session, ref);
  const own = all.get(name) ?? [];
  own.push(ms);
  if (own.length > samplesMax) own.shift();
  if (all.size >= candidatesMax && !all.has(name)) all.clear();
  all.set(name, own);
};

/** The time in which 95 % of a candidate's answers began; undefined while this process has seen too few. */
export const firstAnswerP95Ms = (session: CallSession, ref: string): number | undefined => {
  const own = samplesOf(session.app).get(nameOf(session, ref));
  if (!own || own.length < samplesMin) return undefined;
  return own.toSorted((left, right) => left - right)[Math.ceil(own.length * 0.95) - 1];
};
