const pattern = /^schedule:[0-9a-f-]{36}:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/;

/** Idempotency key of the run of one tick: it names schedule and tick, so that a tick has one run whatever happens. */
export const scheduleKey = (scheduleId: string, tick: Date): string => `schedule:${scheduleId}:${tick.toISOString()}`;

/** The tick that started a run, as ISO text; null for a run that no schedule started. */
export const scheduledAtOf = (run: {
  readonly trigger: string;
  readonly idempotencyKey: string | null;
}): string | null => (run.trigger === 'schedule' ? (pattern.exec(run.idempotencyKey ?? '')?.[1] ?? null) : null);
