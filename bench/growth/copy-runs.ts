import pg from 'pg';

/** Columns that a copy gets of its own; every other is taken over from the row it copies. */
type Overrides = Readonly<Record<string, string>>;

const insertCopies = async (client: pg.Client, table: string, overrides: Overrides, from: string): Promise<void> => {
  const { rows } = await client.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'`,
    [table],
  );
  const names = rows.map(({ name }) => name);
  const values = names.map((name) => overrides[name] ?? `t."${name}"`);
  await client.query(`INSERT INTO ${table} ("${names.join('", "')}") SELECT ${values.join(', ')} FROM ${from}`);
};

export interface CopyOptions {
  readonly databaseUrl: string;
  /** The run to copy, with up to `stepsMax` of its steps and what waits for people. */
  readonly runId: string;
  readonly count: number;
  readonly stepsMax: number;
}

/**
 * Copies a run `count` times by set-based SQL, each a little older than the next, as if it had been done over the last year.
 * Attempts and audit events are left out.
 */
export const copyRuns = async ({ databaseUrl, runId, count, stepsMax }: CopyOptions): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'bench-growth' });
  await client.connect();
  try {
    await client.query('SET synchronous_commit = off');
    await client.query(
      `CREATE TEMP TABLE fresh AS
       SELECT uuidv7(-age) AS id, uuidv7(-age) AS step_id, uuidv7(-age) AS approval_id, now() - age AS at
       FROM (SELECT interval '1 hour' + interval '365 days' * (${count} - n) / ${count} AS age
             FROM generate_series(1, ${count}) AS n) AS aged`,
    );
    const of = (table: string, condition: string) => `fresh f CROSS JOIN (SELECT * FROM ${table} WHERE ${condition}) t`;
    const isOfRun = `run_id = '${runId}'`;
    const finishedAt = 'CASE WHEN t.finished_at IS NOT NULL THEN f.at END';
    await insertCopies(
      client,
      'run',
      { id: 'f.id', idempotency_key: `'copy-' || f.id`, created_at: 'f.at', finished_at: finishedAt },
      of('run', `id = '${runId}'`),
    );
    await insertCopies(
      client,
      'step',
      {
        id: `CASE WHEN t.status = 'waiting' THEN f.step_id ELSE uuidv7(f.at - now()) END`,
        run_id: 'f.id',
        created_at: 'f.at',
      },
      of('step', `${isOfRun} AND (status = 'waiting' OR ordinal < ${stepsMax})`),
    );
    await insertCopies(
      client,
      'approval_request',
      { id: 'f.approval_id', run_id: 'f.id', step_id: 'f.step_id', created_at: 'f.at' },
      of('approval_request', isOfRun),
    );
    await insertCopies(
      client,
      'approval_assignment',
      { id: 'uuidv7(f.at - now())', approval_id: 'f.approval_id' },
      of('approval_assignment', `approval_id IN (SELECT id FROM approval_request WHERE ${isOfRun})`),
    );
    for (const table of ['run', 'step', 'approval_request', 'approval_assignment'])
      await client.query(`VACUUM (ANALYZE) ${table}`);
    await client.query('CHECKPOINT');
  } finally {
    await client.end();
  }
};
