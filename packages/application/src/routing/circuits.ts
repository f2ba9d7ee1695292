import type { Tx } from '@switchyard/db';
import type { OrganisationId, ReceiptAttempt } from '@switchyard/domain';
import { type CircuitState, circuitKeyOf, closedCircuit, recordCall } from '@switchyard/routing';
import type { App } from '../app.ts';
import { createFreshCache, type FreshCache } from '../fresh-cache.ts';

/** By `circuitKeyOf`: a circuit for each key and region of a candidate; closed ones are left out. */
export type Circuits = Readonly<Record<string, CircuitState>>;

interface CircuitRow {
  readonly candidate_ref: string;
  readonly failures: number;
  readonly openings: number;
  readonly open_until: Date | null;
}

const caches = new WeakMap<App, FreshCache<Circuits>>();

const cacheOf = (app: App): FreshCache<Circuits> => {
  const known = caches.get(app) ?? createFreshCache<Circuits>();
  caches.set(app, known);
  return known;
};

/** A circuit as it was read, with how long it still rests by the server's clock. */
interface RestingRow extends CircuitRow {
  readonly rests_ms: number | null;
}

const toState = ({ failures, openings, open_until }: CircuitRow): CircuitState => ({
  consecutiveFailures: failures,
  openings,
  openUntilMs: open_until?.getTime() ?? null,
});

const columns = 'candidate_ref, failures, openings, open_until';

/**
 * Circuits of one organisation as all its processes have left them, a second ago at most. The end of a rest is told by this
 * process's clock, from how long it still is by the server's: a clock that is wrong neither ends a rest nor draws it out.
 */
export const circuitsOf = (app: App, organisationId: OrganisationId): Promise<Circuits> =>
  cacheOf(app).get(organisationId, async () => {
    const rows = await app.db.transaction({ organisationId }, (tx) =>
      tx.query<RestingRow>(
        `SELECT ${columns}, (extract(epoch FROM open_until - clock_timestamp()) * 1000)::float8 AS rests_ms
         FROM supplier_circuit WHERE organisation_id = $1`,
        [organisationId],
      ),
    );
    const now = app.now().getTime();
    return Object.fromEntries(
      rows.map((row) => {
        const openUntilMs = row.rests_ms === null ? null : Math.round(now + row.rests_ms);
        return [row.candidate_ref, { ...toState(row), openUntilMs }];
      }),
    );
  });

/** Counted under the row's lock and by the server's clock: processes neither lose a failure nor disagree on the time. */
const recordFailure = async (tx: Tx, organisationId: OrganisationId, ref: string): Promise<void> => {
  await tx.execute(
    'INSERT INTO supplier_circuit (organisation_id, candidate_ref) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [organisationId, ref],
  );
  const [row] = await tx.query<CircuitRow & { readonly now: Date }>(
    `SELECT ${columns}, clock_timestamp() AS now FROM supplier_circuit
     WHERE organisation_id = $1 AND candidate_ref = $2 FOR UPDATE`,
    [organisationId, ref],
  );
  // Closed by a success in this very moment.
  if (!row) return;
  const next = recordCall(toState(row), { kind: 'failed' }, row.now.getTime());
  await tx.execute(
    `UPDATE supplier_circuit SET failures = $3, openings = $4, open_until = $5
     WHERE organisation_id = $1 AND candidate_ref = $2`,
    [
      organisationId,
      ref,
      next.consecutiveFailures,
      next.openings,
      next.openUntilMs === null ? null : new Date(next.openUntilMs),
    ],
  );
};

/**
 * Tells the circuit how an attempt ended. Only failures of the supplier count; an answer that fails a check says nothing about
 * its health. A supplier that is well costs no statement.
 */
export const recordCircuit = async (
  app: App,
  organisationId: OrganisationId,
  { outcome, candidateRef, endpoint }: ReceiptAttempt,
): Promise<void> => {
  const ref = circuitKeyOf(candidateRef, endpoint);
  const isFailure = outcome === 'error' || outcome === 'timeout';
  if (!isFailure) {
    const { [ref]: known = closedCircuit } = await circuitsOf(app, organisationId);
    if (known === closedCircuit) return;
  }
  await app.db.transaction({ organisationId }, async (tx) => {
    if (isFailure) await recordFailure(tx, organisationId, ref);
    else {
      await tx.execute('DELETE FROM supplier_circuit WHERE organisation_id = $1 AND candidate_ref = $2', [
        organisationId,
        ref,
      ]);
    }
  });
  cacheOf(app).forget(organisationId);
};
