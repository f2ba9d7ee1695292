import { foldSpend } from '@switchyard/application';
import type pg from 'pg';
import type { BenchInstallation } from '../installation/open-installation.ts';

/**
 * What the made-up organisation consists of. Days reach back from today. Each process has two tasks, each with three
 * candidates, and is started by ten people and one API key.
 */
const shape = { days: 90, workflows: 20, tasks: 12, people: 50, keys: 10, candidates: 15 };

const chunk = 500_000;

const prepareSql = `
  SELECT ensure_receipt_partition(month::date)
  FROM generate_series(now() - interval '${shape.days + 31} days', now() + interval '2 months', interval '1 month') AS month;
  CREATE TEMP TABLE template AS
    SELECT row_number() OVER () - 1 AS place, r.* FROM receipt r WHERE r.organisation_id = $organisation AND r.origin = 1;
  INSERT INTO receipt_term (organisation_id, kind, key)
    SELECT $organisation, kind, CASE WHEN kind = 'candidate' THEN 'lab-' || n % 5 || '/model-' || n
                                     WHEN kind = 'task' THEN 'task-' || n ELSE gen_random_uuid()::text END
    FROM (VALUES ('workflow', ${shape.workflows}), ('task', ${shape.tasks}), ('person', ${shape.people}),
                 ('api_key', ${shape.keys}), ('candidate', ${shape.candidates})) AS kinds (kind, many),
         generate_series(1, many) AS n;
  CREATE TEMP TABLE terms AS
    SELECT kind, array_agg(id ORDER BY id) AS ids FROM
      (SELECT *, row_number() OVER (PARTITION BY kind ORDER BY id DESC) AS n FROM receipt_term
       WHERE organisation_id = $organisation) AS numbered
    WHERE n <= CASE kind WHEN 'workflow' THEN ${shape.workflows} WHEN 'task' THEN ${shape.tasks} WHEN 'person' THEN ${shape.people}
                         WHEN 'api_key' THEN ${shape.keys} WHEN 'candidate' THEN ${shape.candidates} ELSE 0 END GROUP BY kind;
`;

/** Copies of receipts that the product wrote, in the order of time: another moment, other dimensions, other numbers. */
const copySql = `
  INSERT INTO receipt (created_at, cost_micro_usd, input_hash, workflow_ref, task_ref, task_version_ref, candidate_ref, price_ref,
      api_key_ref, person_ref, decision_ref, attempts_ref, input_tokens, cached_input_tokens, output_tokens, duration_ms, attempts,
      origin, outcome, data_class, is_simulated, is_cache_hit, id, organisation_id, run_id, step_id, detail)
  SELECT now() - age, 100 + (n * 7919) % 9000, (n * 104729) % 4000000, w.ids[1 + m % ${shape.workflows}],
         t.ids[1 + (m % ${shape.workflows} + 5 * (n / 7 % 2)) % ${shape.tasks}],
         template.task_version_ref, c.ids[1 + (m % ${shape.workflows} + n % 3) % ${shape.candidates}], template.price_ref,
         CASE WHEN n % 4 = 0 THEN k.ids[1 + m % ${shape.workflows} % ${shape.keys}] END, CASE WHEN n % 4 > 0 THEN p.ids[1 + (m % ${shape.workflows} * 3 + n / 11 % 10) % ${shape.people}] END,
         template.decision_ref, template.attempts_ref, 200 + n % 4000, template.cached_input_tokens, 20 + n % 300, 100 + n % 3000,
         template.attempts, 1, CASE WHEN n % 50 = 0 THEN 3 ELSE 1 END, template.data_class, false, false, uuidv7(-age),
         template.organisation_id, uuidv7(-age - interval '2 s'), uuidv7(-age - interval '1 s'), template.detail
  FROM (SELECT n, n * 31 % 997 AS m, interval '1 second' * (${shape.days} * 86400.0 * ($rows - n) / $rows) AS age
        FROM generate_series($from::bigint, $to::bigint) AS n) AS made
    JOIN template ON template.place = made.n % (SELECT count(*) FROM template),
    (SELECT ids FROM terms WHERE kind = 'workflow') w, (SELECT ids FROM terms WHERE kind = 'task') t,
    (SELECT ids FROM terms WHERE kind = 'candidate') c, (SELECT ids FROM terms WHERE kind = 'person') p,
    (SELECT ids FROM terms WHERE kind = 'api_key') k
  ORDER BY made.n`;

const rollupSql = `
  INSERT INTO spend_rollup (organisation_id, day, workflow_ref, task_ref, candidate_ref, api_key_ref, person_ref, origin, is_simulated,
      stripe, receipts, accepted, attempts, errors, cost_micro_usd, input_tokens, cached_input_tokens, output_tokens, duration_ms)
  SELECT organisation_id, (created_at AT TIME ZONE 'UTC')::date, coalesce(workflow_ref, 0), coalesce(task_ref, 0),
         coalesce(candidate_ref, 0), coalesce(api_key_ref, 0), coalesce(person_ref, 0), origin, is_simulated, 1, count(*),
         count(*) FILTER (WHERE outcome = 1), sum(attempts), count(*) FILTER (WHERE outcome = 3), sum(cost_micro_usd),
         sum(input_tokens), coalesce(sum(cached_input_tokens), 0), sum(output_tokens), sum(duration_ms)
  FROM receipt WHERE organisation_id = $organisation AND workflow_ref = ANY(SELECT unnest(ids) FROM terms WHERE kind = 'workflow')
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`;

/** Makes `rows` receipts of the last months by copying those that the installation's own steps left. */
export const fillReceipts = async (
  { app, organisationId }: BenchInstallation,
  client: pg.Client,
  rows: number,
): Promise<void> => {
  const run = (sql: string, from = 0, to = 0) =>
    client.query(
      sql
        .replaceAll('$organisation', `'${organisationId}'::uuid`)
        .replaceAll('$rows', String(rows))
        .replaceAll('$from', String(from))
        .replaceAll('$to', String(to)),
    );
  await run(prepareSql);
  for (let from = 1; from <= rows; from += chunk) await run(copySql, from, Math.min(rows, from + chunk - 1));
  await run(rollupSql);
  await foldSpend(app);
  await client.query('VACUUM (ANALYZE) receipt, spend_rollup, spend_total, receipt_term');
};
