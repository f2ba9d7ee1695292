import { createHash } from 'node:crypto';
import type { Hono } from 'hono';

/** Entries kept to recognise repeats; the oldest make room. */
const entriesMax = 10_000;

/**
 * A ledger for the demo process to post to: `POST /ledger/entries` books once per Idempotency-Key and answers a repeat
 * with the first entry; `GET /ledger/entries` counts.
 */
export const addDemoLedger = (app: Hono): void => {
  const entries = new Map<string, string>();
  app.post('/ledger/entries', async (c) => {
    const body = await c.req.text();
    const key = c.req.header('idempotency-key') ?? body;
    const isRepeat = entries.has(key);
    const entryId = entries.get(key) ?? `L-${createHash('sha256').update(key).digest('hex').slice(0, 10)}`;
    const oldest = entries.keys().next().value;
    if (!isRepeat && entries.size >= entriesMax && oldest !== undefined) entries.delete(oldest);
    entries.set(key, entryId);
    return c.json({ entryId, isRepeat }, isRepeat ? 200 : 201);
  });
  app.get('/ledger/entries', (c) => c.json({ count: entries.size }));
};
