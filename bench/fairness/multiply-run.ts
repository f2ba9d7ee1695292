import pg from 'pg';

/**
 * Makes `count` runs that have reached their HTTP step out of one that has ended: what a night's import leaves behind, without
 * waiting for it. They become due together.
 */
export const multiplyRun = async (databaseUrl: string, runId: string, count: number): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'bench-fairness' });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('CREATE TEMP TABLE copied (run_id uuid) ON COMMIT DROP');
    await client.query('INSERT INTO copied SELECT gen_random_uuid() FROM generate_series(1, $1::int)', [count]);
    await client.query(
      `INSERT INTO run SELECT made.* FROM copied CROSS JOIN run r JOIN step call ON call.run_id = r.id AND call.kind = 'http'
       CROSS JOIN LATERAL jsonb_populate_record(r, jsonb_build_object(
         'id', copied.run_id, 'status', 'running', 'finished_at', null, 'idempotency_key', null, 'output', null,
         'state', r.state || jsonb_build_object('status', 'active', 'ends', '[]'::jsonb, 'nextTokenId', call.ordinal + 1,
           'tokens', jsonb_build_array(jsonb_build_object('id', call.ordinal, 'nodeId', call.node_id))))) made
       WHERE r.id = $1`,
      [runId],
    );
    await client.query(
      `INSERT INTO step SELECT made.* FROM copied CROSS JOIN step s CROSS JOIN LATERAL jsonb_populate_record(s, jsonb_build_object(
         'id', gen_random_uuid(), 'run_id', copied.run_id) || CASE WHEN s.kind <> 'http' THEN '{}' ELSE
         '{"status": "ready", "attempt": 0, "lease_token": 0, "lease_owner": null, "lease_until": null, "output": null,
           "started_at": null, "finished_at": null}'::jsonb || jsonb_build_object('available_at', now()) END) made
       WHERE s.run_id = $1 AND s.kind IN ('start', 'http')`,
      [runId],
    );
    await client.query('COMMIT');
    await client.query('ANALYZE run, step');
  } finally {
    await client.end();
  }
};
