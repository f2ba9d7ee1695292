/** Bounds of one pause. A supplier's Retry-After (`retryAfterMs`) is a lower bound that jitter never undercuts. */
export interface BackoffOptions {
  /** 1 before the second try. */
  readonly retry: number;
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  readonly retryAfterMs?: number | null;
}

/**
 * Exponential backoff with full jitter: uniform in [0, min(max, initial · 2^(retry−1))].
 * Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog (2015).
 * @param random in [0, 1)
 */
export const backoffMs = (options: BackoffOptions, random: number): number => {
  const ceiling = Math.min(options.maxDelayMs, options.initialDelayMs * 2 ** Math.min(options.retry - 1, 30));
  return Math.max(options.retryAfterMs ?? 0, Math.floor(random * (ceiling + 1)));
};
