import type { App } from '../app.ts';

/*
 * A step whose holder disappeared is a suspect: it may be what ended the process, or have been there by chance. Suspects
 * are done one at a time in a process of their own, so that the next crash names the guilty and takes nobody with it.
 */

/** Whether a suspect is due. */
export const hasDueSuspects = async (app: App): Promise<boolean> => {
  const due = await app.db.queryOnce(
    'system',
    `SELECT 1 FROM step WHERE status = 'ready' AND crashes > 0 AND available_at <= now() LIMIT 1`,
    [],
  );
  return due.length > 0;
};

/**
 * Ends the leases of a holder that somebody has seen end, so that nobody waits for them to run out. A lease without an owner says
 * that its holder ended by itself, where one that merely runs out says only that nobody has heard of it.
 */
export const expireLeases = async (app: App, owner: string): Promise<void> => {
  await app.db.transaction('system', (tx) =>
    tx.execute(
      `UPDATE step SET lease_until = now(), lease_owner = NULL WHERE status = 'running' AND lease_owner = $1`,
      [owner],
    ),
  );
};
