import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { BenchInstallation } from '../installation/open-installation.ts';

export interface Volume {
  readonly runs: number;
  readonly openApprovals: number;
  readonly auditEvents: number;
}

/** Copies of real rows: one run that went straight through and one that waits for Finance, with all that belongs to them. */
const runSql = `
  CREATE TEMP TABLE template AS
    SELECT r.id, r.status, (SELECT max(a.id::text)::uuid FROM approval_request a WHERE a.run_id = r.id) AS approval_id
    FROM run r JOIN workflow w ON w.id = r.workflow_id WHERE w.slug = 'invoice-approval' AND (
      (r.status = 'completed' AND NOT EXISTS (SELECT 1 FROM approval_request a WHERE a.run_id = r.id)) OR
      (r.status = 'waiting' AND EXISTS (SELECT 1 FROM approval_request a WHERE a.run_id = r.id AND a.status = 'pending')));
  CREATE TEMP TABLE fresh_run AS
    SELECT n, now() - age AS at, uuidv7(-age) AS id, n % 33 = 0 AS has_failed, is_open,
           (SELECT id FROM template WHERE status = CASE WHEN is_open THEN 'waiting' ELSE 'completed' END
            ORDER BY md5(id::text || n) LIMIT 1) AS template_id
    FROM (SELECT n, n % $runs < $open AS is_open, interval '30 days' * ((n * 7919) % $runs) / $runs AS age
          FROM generate_series(0, $runs - 1) AS n) AS numbered;
  INSERT INTO run SELECT made.* FROM fresh_run f JOIN run t ON t.id = f.template_id,
    LATERAL jsonb_populate_record(t, jsonb_build_object('id', f.id, 'created_at', f.at, 'idempotency_key', 'bench-' || f.n,
      'finished_at', CASE WHEN f.is_open THEN NULL ELSE f.at + interval '3 seconds' END) ||
      CASE WHEN f.has_failed AND NOT f.is_open THEN jsonb_build_object('status', 'failed', 'output', NULL, 'outcome', NULL,
        'error', jsonb_build_object('code', 'upstream_failed', 'message', 'The ledger answered with status 503.',
                                    'retryable', false, 'details', jsonb_build_object())) ELSE '{}' END) AS made;
  CREATE TEMP TABLE fresh_step AS
    SELECT f.id AS run_id, f.at, s.id AS template_id, uuidv7(f.at - now()) AS id
    FROM fresh_run f JOIN step s ON s.run_id = f.template_id;
  INSERT INTO step SELECT made.* FROM fresh_step f JOIN step t ON t.id = f.template_id,
    LATERAL jsonb_populate_record(t, jsonb_build_object('id', f.id, 'run_id', f.run_id, 'created_at', f.at)) AS made;
  INSERT INTO step_attempt SELECT made.* FROM fresh_step f JOIN step_attempt t ON t.step_id = f.template_id,
    LATERAL jsonb_populate_record(t, jsonb_build_object('id', uuidv7(), 'run_id', f.run_id, 'step_id', f.id)) AS made;
  INSERT INTO step_source SELECT made.* FROM fresh_step f JOIN step_source t ON t.step_id = f.template_id,
    LATERAL jsonb_populate_record(t, jsonb_build_object('run_id', f.run_id, 'step_id', f.id)) AS made;
  INSERT INTO receipt SELECT made.* FROM fresh_step f JOIN receipt t ON t.step_id = f.template_id,
    LATERAL jsonb_populate_record(t, jsonb_build_object('id', uuidv7(f.at - now()), 'run_id', f.run_id, 'step_id', f.id,
      'created_at', f.at)) AS made;
  CREATE TEMP TABLE fresh_approval AS
    SELECT a.id AS template_id, f.id AS step_id, f.run_id, f.at, uuidv7(f.at - now()) AS id
    FROM fresh_step f JOIN approval_request a ON a.step_id = f.template_id;
  INSERT INTO approval_request SELECT made.* FROM fresh_approval f JOIN approval_request t ON t.id = f.template_id,
    LATERAL jsonb_populate_record(t, jsonb_build_object('id', f.id, 'run_id', f.run_id, 'step_id', f.step_id,
      'created_at', f.at, 'deadline_at', now() + interval '5 days')) AS made;
  INSERT INTO approval_assignment SELECT made.* FROM fresh_approval f JOIN approval_assignment t ON t.approval_id = f.template_id,
    LATERAL jsonb_populate_record(t, jsonb_build_object('id', uuidv7(), 'approval_id', f.id)) AS made;
  INSERT INTO spend_rollup SELECT made.* FROM spend_rollup t, generate_series(1, 29) AS n,
    LATERAL jsonb_populate_record(t, jsonb_build_object('day', t.day - n)) AS made;
`;

/** Real events again, spread over the runs and the days; the worker's sealer then gives each its leaf. */
const auditSql = `
  CREATE TEMP TABLE place AS SELECT row_number() OVER () - 1 AS n, id, at FROM fresh_run;
  CREATE TEMP TABLE sample AS
    SELECT row_number() OVER () - 1 AS n, e.* FROM audit_event e WHERE run_id IS NOT NULL ORDER BY id LIMIT 200;
  INSERT INTO audit_event (id, organisation_id, type, at, actor_kind, actor_id, actor_label, target_kind, target_id,
                           target_label, run_id, payload)
    SELECT uuidv7(place.at - now()), s.organisation_id, s.type, place.at + events.n * interval '1 millisecond', s.actor_kind,
           s.actor_id, s.actor_label, s.target_kind,
           CASE WHEN s.target_id = s.run_id::text THEN place.id::text ELSE s.target_id END,
           CASE WHEN s.target_id = s.run_id::text THEN 'run ' || right(place.id::text, 8) ELSE s.target_label END,
           place.id, s.payload
    FROM generate_series(0, $events - 1) AS events (n)
      JOIN place ON place.n = events.n % (SELECT count(*) FROM place)
      JOIN sample s ON s.n = (events.n / (SELECT count(*) FROM place) * 7 + events.n) % (SELECT count(*) FROM sample);
  INSERT INTO audit_pending (event_id, organisation_id)
    SELECT id, organisation_id FROM audit_event e
    WHERE NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.event_id = e.id) ON CONFLICT DO NOTHING;
`;

const insert = (sql: string, { runs, openApprovals, auditEvents }: Volume): string =>
  sql
    .replaceAll('$runs', String(runs))
    .replaceAll('$open', String(openApprovals))
    .replaceAll('$events', String(auditEvents));

const untilTrue = async (client: pg.Client, what: string, sql: string, withinMs: number): Promise<void> => {
  for (const startedAt = performance.now(); performance.now() - startedAt < withinMs; await delay(500)) {
    const { rows } = await client.query<{ done: boolean }>(sql);
    if (rows[0]?.done) return;
  }
  throw new Error(`${what} did not happen within ${withinMs / 1000} s.`);
};

/**
 * Fills the installation by copying rows that its own processes wrote: needs simulator and worker running, so that the
 * demo's runs come to rest first and the copied events are sealed by the real sealer afterwards.
 */
export const fillDatabase = async ({ databaseUrl }: BenchInstallation, volume: Volume): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'bench-fill' });
  await client.connect();
  try {
    const atRest = `SELECT NOT EXISTS (SELECT 1 FROM run WHERE status = 'running') AS done`;
    await untilTrue(client, 'Coming to rest of the demo’s runs', atRest, 120_000);
    await client.query(insert(runSql, volume));
    await client.query(insert(auditSql, volume));
    await client.query('VACUUM ANALYZE');
    const sealed = 'SELECT NOT EXISTS (SELECT 1 FROM audit_pending) AS done';
    await untilTrue(client, 'Sealing of the copied events', sealed, 600_000);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
};
