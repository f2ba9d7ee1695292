import type { CallSession } from './call-session.ts';
import { timeoutMsDefault } from './exchange.ts';

/** What is left of the time that the rules give a call, all its attempts together. Milliseconds. */
export const timeLeftMs = ({ policy, startedAtMs }: CallSession): number =>
  policy.workMsMax === null ? Number.POSITIVE_INFINITY : policy.workMsMax - (performance.now() - startedAtMs);

/** The same call, with no attempt longer than what is left. */
export const withinTime = (session: CallSession): CallSession => {
  const { call } = session;
  const timeoutMs = call.timeoutMs ?? timeoutMsDefault;
  const left = Math.max(1, Math.ceil(timeLeftMs(session)));
  return left >= timeoutMs ? session : { ...session, call: { ...call, timeoutMs: left } };
};
