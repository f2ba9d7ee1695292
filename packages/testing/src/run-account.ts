import type { Database, Scope } from '@switchyard/db';

/** How the runs of an organisation stand, and everything about them that must never be. */
export interface RunAccount {
  /** Status → how many runs. */
  readonly runs: Readonly<Record<string, number>>;
  /** Steps that hold more than one recorded outcome, or nodes that were passed more than once. */
  readonly doubledSteps: number;
  /** Runs whose beginning or end stands in the audit trail more or less than once. */
  readonly misreportedRuns: number;
  /** Recorded attempts of http steps whose effect never arrived. */
  readonly missingEffects: number;
  /** Effects beyond the recorded attempts: under keys that nobody wrote down. */
  readonly surplusEffects: number;
}

const countRuns = `SELECT status, count(*)::int AS count FROM run WHERE organisation_id = $1 GROUP BY status`;

const countDoubled = `
  SELECT (SELECT count(*) FROM (SELECT step_id FROM step_attempt WHERE organisation_id = $1 AND status = 'completed'
                                GROUP BY step_id HAVING count(*) > 1) AS twice)
       + (SELECT count(*) FROM (SELECT run_id, node_id FROM step WHERE organisation_id = $1
                                GROUP BY run_id, node_id HAVING count(*) > 1) AS again) AS count`;

const countMisreported = `
  SELECT count(*) AS count FROM (
    SELECT run.id FROM run LEFT JOIN audit_event event ON event.run_id = run.id AND event.organisation_id = $1
    WHERE run.organisation_id = $1 AND run.status = 'completed' GROUP BY run.id
    HAVING count(*) FILTER (WHERE event.type = 'run.started') <> 1
        OR count(*) FILTER (WHERE event.type = 'run.completed') <> 1) AS misreported`;

const listKeys = `
  SELECT attempt.idempotency_key AS key, attempt.status FROM step_attempt attempt
  JOIN step ON step.id = attempt.step_id WHERE attempt.organisation_id = $1 AND step.kind = 'http'`;

/**
 * Reads the account of an organisation whose graphs pass each node once, and compares it with the effects that arrived:
 * `calls` per idempotency key, from its runs alone.
 */
export const readRunAccount = (
  db: Database,
  scope: Exclude<Scope, 'system'>,
  calls: ReadonlyMap<string, number>,
): Promise<RunAccount> =>
  db.transaction(scope, async (tx) => {
    const values = [scope.organisationId];
    const count = async (text: string) => (await tx.query<{ count: number }>(text, values))[0]?.count ?? 0;
    const runs = await tx.query<{ status: string; count: number }>(countRuns, values);
    const attempts = await tx.query<{ key: string; status: string }>(listKeys, values);
    const recorded = new Set(attempts.map(({ key }) => key));
    return {
      runs: Object.fromEntries(runs.map((row) => [row.status, row.count])),
      doubledSteps: await count(countDoubled),
      misreportedRuns: await count(countMisreported),
      missingEffects: attempts.filter(({ key, status }) => status === 'completed' && !calls.has(key)).length,
      surplusEffects: [...calls.keys()].filter((key) => !recorded.has(key)).length,
    };
  });
