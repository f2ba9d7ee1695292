import { createHash } from 'node:crypto';
import type { Tx } from '@switchyard/db';
import type { App } from '../app.ts';

const windowMs = 15 * 60_000;

/** Failures allowed in one window. An address is shared by an office, so it gets more than a person. */
export const attemptsMax = { mail: 10, address: 100 } as const;
export type ThrottleKind = keyof typeof attemptsMax;

export interface ThrottleVerdict {
  readonly isAllowed: boolean;
  /** True for the attempt that crossed the limit: the one worth recording. */
  readonly isFirstRefusal: boolean;
  readonly retryAfterMs: number;
}

/** Hashed, because people type passwords into the wrong field and the key outlives the request. */
const keyOf = (kind: ThrottleKind, value: string) => `${kind}:${createHash('sha256').update(value).digest('hex')}`;

/**
 * Counts an attempt before it is judged, in one upsert: however many arrive at once, each gets its own number, so no more
 * than the allowed ones are judged. `forgive…` takes a successful one back.
 */
export const countAttempt = async (tx: Tx, kind: ThrottleKind, value: string, now: Date): Promise<ThrottleVerdict> => {
  const [row] = await tx.query<{ failures: number; window_ends_at: Date }>(
    `INSERT INTO sign_in_throttle AS t (key, failures, window_ends_at) VALUES ($1, 1, $3)
     ON CONFLICT (key) DO UPDATE SET
       failures = CASE WHEN t.window_ends_at <= $2 THEN 1 ELSE t.failures + 1 END,
       window_ends_at = CASE WHEN t.window_ends_at <= $2 THEN $3 ELSE t.window_ends_at END
     RETURNING failures, window_ends_at`,
    [keyOf(kind, value), now, new Date(now.getTime() + windowMs)],
  );
  const failures = row?.failures ?? 1;
  return {
    isAllowed: failures <= attemptsMax[kind],
    isFirstRefusal: failures === attemptsMax[kind] + 1,
    retryAfterMs: row ? Math.max(0, row.window_ends_at.getTime() - now.getTime()) : 0,
  };
};

/** A right password clears the person's count. */
export const forgiveMail = async (tx: Tx, mail: string): Promise<void> => {
  await tx.execute('DELETE FROM sign_in_throttle WHERE key = $1', [keyOf('mail', mail)]);
};

/** From an address that others share only the one successful attempt is taken back. */
export const forgiveAddress = async (tx: Tx, address: string): Promise<void> => {
  await tx.execute('UPDATE sign_in_throttle SET failures = failures - 1 WHERE key = $1 AND failures > 0', [
    keyOf('address', address),
  ]);
};

/** Removes windows that are over, which say nothing any more. Returns how many there were. */
export const sweepThrottle = (app: App): Promise<number> =>
  app.db.transaction('system', (tx) =>
    tx.execute('DELETE FROM sign_in_throttle WHERE window_ends_at <= $1', [app.now()]),
  );
