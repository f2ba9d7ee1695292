/**
 * Circuit breaker of one candidate, as a pure state machine over plain data (stored in a row shared by all workers).
 *
 *   closed    – calls pass. `failuresMax` failures in a row open it.
 *   open      – calls are refused until `openUntilMs`; each opening in a row doubles the time, up to `openMsMax`.
 *   half-open – an open circuit past `openUntilMs`: calls pass as probes; success closes it, failure opens it again.
 *
 * Only failures of the supplier count (429, 5xx, timeout, unreadable reply). A check that failed says nothing about health.
 */
export interface CircuitState {
  readonly consecutiveFailures: number;
  /** Epoch milliseconds; null while closed. */
  readonly openUntilMs: number | null;
  /** Openings since the last success. */
  readonly openings: number;
}

export const closedCircuit: CircuitState = {
  consecutiveFailures: 0,
  openUntilMs: null,
  openings: 0,
};

export interface CircuitLimits {
  readonly failuresMax: number;
  readonly openMs: number;
  readonly openMsMax: number;
}

export const defaultCircuitLimits: CircuitLimits = {
  failuresMax: 5,
  openMs: 10_000,
  openMsMax: 300_000,
};

/** True while calls must not pass. False for half-open: a probe may go through. */
export const isCircuitOpen = (circuit: CircuitState, now: number): boolean =>
  circuit.openUntilMs !== null && now < circuit.openUntilMs;

export type CallResult =
  | { readonly kind: 'succeeded' }
  /** `retryAfterMs` of the supplier opens the circuit at once for that long. */
  | { readonly kind: 'failed'; readonly retryAfterMs?: number | undefined };

/** The state after one call ended at `now` (epoch milliseconds). */
export const recordCall = (
  circuit: CircuitState,
  result: CallResult,
  now: number,
  limits: CircuitLimits = defaultCircuitLimits,
): CircuitState => {
  if (result.kind === 'succeeded') return closedCircuit;
  const consecutiveFailures = circuit.consecutiveFailures + 1;
  const wasHalfOpen = circuit.openUntilMs !== null && !isCircuitOpen(circuit, now);
  const mustOpen = result.retryAfterMs !== undefined || wasHalfOpen || consecutiveFailures >= limits.failuresMax;
  if (!mustOpen) return { ...circuit, consecutiveFailures };
  const backoffMs = Math.min(limits.openMsMax, limits.openMs * 2 ** Math.min(circuit.openings, 30));
  const openMs = Math.min(limits.openMsMax, result.retryAfterMs ?? backoffMs);
  const openUntilMs = Math.max(circuit.openUntilMs ?? 0, now + openMs);
  return { consecutiveFailures, openUntilMs, openings: circuit.openings + 1 };
};
