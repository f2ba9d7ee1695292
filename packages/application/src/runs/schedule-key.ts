const pattern = /^schedule:[0-9a-f-]{36}:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)(?: again [0-9a-f-]{36})?$/;

/** Idempotency key of the run of one tick: it names schedule and tick, so that a tick has one run whatever happens. */
export const scheduleKey = (scheduleId: string, tick: Date): string => `schedule:${scheduleId}:${tick.toISOString()}`;

/** Key of a run that repeats another: none but for a tick, which goes with every run made for it. */
export const rerunKey = (old: string | null, runId: string): string | null => {
  const [base] = old?.split(' again ') ?? [];
  return base !== undefined && pattern.test(base) ? `${base} again ${runId}` : null;
};

/** The tick that started a run, as ISO text; null for a run that no schedule started. */
export const scheduledAtOf = (run: {
  readonly trigger: string;
  readonly idempotencyKey: string | null;
}): string | null => (run.trigger === 'schedule' ? (pattern.exec(run.idempotencyKey ?? '')?.[1] ?? null) : null);
