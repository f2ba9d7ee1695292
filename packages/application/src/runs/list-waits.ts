import { rolePermissions } from '@switchyard/access';
import type { Tx } from '@switchyard/db';
import { type RunId, roles } from '@switchyard/domain';
import { describeWait, type Wait, type WaitingStep } from './describe-wait.ts';
import { findWorkerSilence } from './worker-seen.ts';

interface WaitRow {
  readonly runId: RunId;
  readonly waitingReason: string | null;
  readonly isPaused: boolean;
  readonly isPausedWithParent: boolean;
  readonly isQueued: boolean;
  readonly step: WaitingStep | null;
}

const decidingRoles = roles.filter((role) => rolePermissions[role].includes('approvals.decide'));

/** Tokens of a run that are looked at for what holds it up. */
const tokensMax = 50;

/**
 * What holds up each of these runs: of the steps that have a token, the one that needs a person first, then what waits, last
 * what a worker does.
 */
const statement = `
  SELECT r.id AS "runId", r.waiting_reason AS "waitingReason", r.paused_at IS NOT NULL AS "isPaused",
         r.paused_with IS NOT NULL AS "isPausedWithParent",
         jsonb_array_length(r.state->'tokens') = 0 AS "isQueued",
         to_jsonb(held) AS step
  FROM run r
  LEFT JOIN LATERAL (
    SELECT s.id, s.kind, s.name, s.status, s.waiting_reason AS "waitingReason", s.crashes,
           CASE WHEN s.status = 'ready' AND s.available_at < 'infinity'
                THEN (extract(epoch FROM now() - s.available_at) * 1000)::float8 ELSE 0 END AS "dueForMs",
           s.kind IN ('approval', 'agent') AND s.status = 'waiting' AND EXISTS (
             SELECT 1 FROM approval_request q
             WHERE q.run_id = s.run_id AND q.step_id = s.id AND q.status = 'pending' AND q.kind <> 'budget' AND NOT EXISTS (
               SELECT 1 FROM approval_assignment a
               JOIN app_user u ON u.organisation_id = q.organisation_id AND u.is_active AND u.roles && $3::text[]
                 AND (u.id = a.user_id OR a.role = ANY(u.roles) OR EXISTS (
                   SELECT 1 FROM group_member g WHERE g.group_id = a.group_id AND g.user_id = u.id))
               WHERE a.approval_id = q.id AND a.stage = q.stage
                 AND NOT ((q.policy->>'isSeparationOfDuties')::boolean
                          AND (u.id = q.requested_by_id OR u.id = q.published_by_id) IS TRUE)))
             AS "isUndecidable",
           EXISTS (SELECT 1 FROM approval_request q
                   WHERE q.run_id = s.run_id AND q.step_id = s.id AND q.status = 'pending' AND q.kind = 'budget') AS "isOverBudget",
           c.id AS "childRunId", c.waiting_reason AS "childReason",
           (SELECT jsonb_build_object(
                     'scope', f.scope, 'stepsMax', f.steps_max, 'label', coalesce(w.name, f.value), 'rate',
                     CASE WHEN f.rate_count IS NOT NULL
                          THEN jsonb_build_object('count', f.rate_count, 'seconds', f.rate_seconds) END)
            FROM flow_limit f LEFT JOIN workflow w ON f.scope = 'workflow' AND w.id::text = f.value
            WHERE f.id = s.limited_by) AS "limit"
    FROM jsonb_path_query(r.state, '$.tokens[0 to ${tokensMax - 1}].id') token
    JOIN step s ON s.run_id = r.id AND s.ordinal = token::int
    LEFT JOIN run c ON c.parent_step_id = s.id AND c.status IN ('running', 'waiting')
    ORDER BY CASE WHEN s.status IN ('unknown', 'failed', 'completed') THEN 0
                  WHEN s.status = 'running' THEN 4
                  WHEN s.status = 'ready' THEN 2
                  WHEN s.kind IN ('forEach', 'loop', 'region', 'compensate') AND s.waiting_reason IS NULL THEN 5
                  WHEN s.kind IN ('approval', 'task', 'agent') THEN 1 ELSE 3 END, s.ordinal
    LIMIT 1) held ON true
  WHERE r.organisation_id = $1 AND r.id = ANY($2::uuid[]) AND r.status IN ('running', 'waiting')`;

/** Why each of these runs does not move, and what to do; those that move, or have ended, are not in it. */
export const listWaits = async (
  tx: Tx,
  organisationId: string,
  runIds: readonly RunId[],
): Promise<ReadonlyMap<RunId, Wait>> => {
  if (runIds.length === 0) return new Map();
  const [rows, workerSilenceMs] = await Promise.all([
    tx.query<WaitRow>(statement, [organisationId, runIds, decidingRoles]),
    findWorkerSilence(tx),
  ]);
  return new Map(
    rows.flatMap(({ runId, ...facts }): [RunId, Wait][] => {
      const wait = describeWait({ ...facts, workerSilenceMs });
      return wait ? [[runId, wait]] : [];
    }),
  );
};
