import { setTimeout as delay } from 'node:timers/promises';
import type { OrganisationId } from '@switchyard/domain';
import { restMsMax } from '@switchyard/routing';
import type { App } from '../app.ts';
import { createFreshCache, type FreshCache } from '../fresh-cache.ts';

/*
 * Suppliers say with their answers when a limit of theirs is used up. Until it begins anew nobody here asks: neither this process
 * nor, within a second, another one. It is kept beside the meters of our own limits, by the database's clock, and believed for a
 * minute at most. Losing it costs one call that the supplier refuses.
 */

/** By subject: until when, of `performance.now()`. */
type Rests = Map<string, number>;

const caches = new WeakMap<App, FreshCache<Rests>>();

const cacheOf = (app: App): FreshCache<Rests> => {
  const known = caches.get(app) ?? createFreshCache<Rests>();
  caches.set(app, known);
  return known;
};

const prefix = 'rest:';

const load = async (app: App, organisationId: OrganisationId): Promise<Rests> => {
  const rows = await app.db.queryOnce<{ subject: string; left_ms: number }>(
    { organisationId },
    `SELECT subject, (extract(epoch FROM (state->>'until')::timestamptz - clock_timestamp()) * 1000)::float8 AS left_ms
     FROM supply_meter WHERE organisation_id = $1 AND subject >= 'rest:' AND subject < 'rest;'`,
    [organisationId],
  );
  const nowMs = performance.now();
  // Later than anything that is written: by a clock that was set back since. It would hold for ever.
  const believed = rows.filter(({ left_ms }) => left_ms <= restMsMax);
  return new Map(believed.map(({ subject, left_ms }) => [subject, nowMs + left_ms]));
};

const restsOf = (app: App, organisationId: OrganisationId): Promise<Rests> =>
  cacheOf(app)
    .get(organisationId, () => load(app, organisationId))
    // Not known is not resting.
    .catch(() => new Map());

export interface RestRequest {
  readonly organisationId: OrganisationId;
  /** The candidate at one of its endpoints, as `circuitKeyOf` names it. */
  readonly circuitKey: string;
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** How long a candidate at one of its endpoints rests by its supplier's own word. Milliseconds; 0: it may be asked. */
const restLeftMs = async (app: App, organisationId: OrganisationId, circuitKey: string): Promise<number> => {
  const rests = await restsOf(app, organisationId);
  if (rests.size === 0) return 0;
  return Math.max(0, (rests.get(prefix + circuitKey) ?? 0) - performance.now());
};

/** Waits until a candidate may be asked, where that is soon enough. Gives how long it rests beyond that; 0: it may be asked. */
export const waitForRest = async (
  app: App,
  { organisationId, circuitKey, waitMs, signal }: RestRequest,
): Promise<number> => {
  const restMs = await restLeftMs(app, organisationId, circuitKey);
  if (restMs === 0 || restMs > waitMs) return restMs;
  await delay(restMs, undefined, { signal });
  return 0;
};

/** Less than this later is not worth a statement. */
const newsMs = 500;

/** A supplier has said that it is not to be asked for so long. Never throws; told to the other processes in the background. */
export const noteRest = async (
  app: App,
  organisationId: OrganisationId,
  circuitKey: string,
  restMs: number,
): Promise<void> => {
  const ms = Math.min(restMs, restMsMax);
  const subject = prefix + circuitKey;
  const rests = await restsOf(app, organisationId);
  const untilMs = performance.now() + ms;
  if ((rests.get(subject) ?? 0) + newsMs >= untilMs) return;
  rests.set(subject, untilMs);
  try {
    await app.db.transaction({ organisationId }, async (tx) => {
      tx.send(
        `DELETE FROM supply_meter WHERE organisation_id = $1 AND subject >= 'rest:' AND subject < 'rest;'
         AND (state->>'until')::timestamptz < clock_timestamp()`,
        [organisationId],
      );
      await tx.execute(
        `INSERT INTO supply_meter (organisation_id, subject, state)
         VALUES ($1, $2, jsonb_build_object('until', clock_timestamp() + $3::float8 * interval '1 millisecond'))
         ON CONFLICT (organisation_id, subject) DO UPDATE SET state = EXCLUDED.state
         WHERE (supply_meter.state->>'until')::timestamptz NOT BETWEEN (EXCLUDED.state->>'until')::timestamptz
                   AND clock_timestamp() + interval '1 minute'`,
        [organisationId, subject, ms],
      );
    });
  } catch (cause) {
    app.log.warn({ err: cause }, 'what a supplier said of its limits was not told to other processes');
  }
};
