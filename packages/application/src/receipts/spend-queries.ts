import { rollupWhere } from './receipt-filter.ts';

const sums = [
  'receipts',
  'attempts',
  'errors',
  'cost_micro_usd',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'duration_ms',
  'cache_hits',
  'saved_micro_usd',
];
const totals = (prefix = ''): string => sums.map((name) => `sum(${prefix}${name})::bigint AS ${name}`).join(', ');

const dimensions = 'workflow_ref, task_ref, candidate_ref, person_ref, api_key_ref, origin';

const columns = (of: Readonly<Record<string, string>>): string => `
  SELECT to_char(day, 'YYYY-MM-DD') AS day, ${of.workflow} AS workflow, ${of.task} AS task, ${of.candidate} AS candidate,
         ${of.person} AS person, ${of.apiKey} AS "apiKey", ${of.origin} AS origin, is_simulated AS "isSimulated", receipts,
         attempts, errors, cost_micro_usd AS "costMicroUsd", input_tokens AS "inputTokens",
         cached_input_tokens AS "cachedInputTokens", output_tokens AS "outputTokens", duration_ms AS "durationMs",
         cache_hits AS "cacheHits", saved_micro_usd AS "savedMicroUsd"`;

/**
 * Every table and the chart of a narrowed page from one pass over the rollup: by day, and by everything else with the days
 * taken together, which leaves few rows for the many tables. Values: those of the filter, first and last day.
 */
export const narrowedSpend = `
  WITH few AS MATERIALIZED (
    SELECT s.day, ${dimensions}, s.is_simulated, ${totals()}
    FROM spend_rollup s WHERE ${rollupWhere} AND s.day BETWEEN $9::date AND $10::date
    GROUP BY GROUPING SETS ((s.day, s.is_simulated), (${dimensions}, s.is_simulated))),
  grouped AS (
    SELECT * FROM few WHERE day IS NOT NULL
    UNION ALL
    SELECT NULL, ${dimensions}, is_simulated, ${totals()}
    FROM few WHERE day IS NULL
    GROUP BY GROUPING SETS (${dimensions
      .split(', ')
      .map((name) => `(${name}, is_simulated)`)
      .join(', ')}))
  ${columns({
    workflow: 'workflow_ref',
    task: 'task_ref',
    candidate: 'candidate_ref',
    person: 'person_ref',
    apiKey: 'api_key_ref',
    origin: 'origin',
  })} FROM grouped`;

/** A rollup row `s` under each of its dimensions, as `d (kind, ref)`; the numbers are those of `spend_total.kind`. */
export const eachDimension = `LATERAL (VALUES (0, 0), (1, s.workflow_ref), (2, s.task_ref), (3, s.candidate_ref),
  (4, s.person_ref), (5, s.api_key_ref), (6, s.origin::int)) AS d (kind, ref)`;

const ofKind = (kind: number): string => `CASE WHEN kind = ${kind} THEN ref END`;

/**
 * The same of a page that nothing narrows: sums that the worker has folded, and beside them what it has not yet. Values:
 * organisation, first and last day.
 */
export const wholeSpend = `
  WITH each AS (
    SELECT t.day, t.kind, t.ref, t.is_simulated, ${sums.map((name) => `t.${name}`).join(', ')}
    FROM spend_total t WHERE t.organisation_id = $1 AND t.day BETWEEN $2::date AND $3::date
    UNION ALL
    SELECT s.day, d.kind, d.ref, s.is_simulated, ${sums.map((name) => `s.${name}`).join(', ')}
    FROM spend_rollup s CROSS JOIN ${eachDimension}
    WHERE s.organisation_id = $1 AND s.stripe > 0 AND s.day BETWEEN $2::date AND $3::date),
  grouped AS (
    SELECT CASE WHEN kind = 0 THEN day END AS day, kind, ref, is_simulated, ${totals()} FROM each GROUP BY 1, 2, 3, 4)
  ${columns({
    workflow: ofKind(1),
    task: ofKind(2),
    candidate: ofKind(3),
    person: ofKind(4),
    apiKey: ofKind(5),
    origin: ofKind(6),
  })} FROM grouped`;
