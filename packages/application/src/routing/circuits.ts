import type { ReceiptAttempt } from '@switchyard/domain';
import { type CircuitState, closedCircuit, recordCall } from '@switchyard/routing';

/** Circuits as this process has seen them, `organisation/candidate` → state. A restart begins with all closed. */
const circuits = new Map<string, CircuitState>();

/** Circuits of one organisation by candidate ref; closed ones are left out. */
export const circuitsOf = (organisationId: string): Record<string, CircuitState> => {
  const prefix = `${organisationId}/`;
  const own = [...circuits].filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, state]) => [key.slice(prefix.length), state]));
};

/** Only failures of the supplier count; an answer that fails a check says nothing about its health. */
export const recordCircuit = (organisationId: string, attempt: ReceiptAttempt, nowMs: number): void => {
  const isFailure = attempt.outcome === 'error' || attempt.outcome === 'timeout';
  const key = `${organisationId}/${attempt.candidateRef}`;
  const next = recordCall(circuits.get(key) ?? closedCircuit, { kind: isFailure ? 'failed' : 'succeeded' }, nowMs);
  if (next === closedCircuit) circuits.delete(key);
  else circuits.set(key, next);
};
