import type { Tx } from '@switchyard/db';
import { DomainError, isTerminalRunStatus, type RunId } from '@switchyard/domain';
import { z } from 'zod';
import { type BulkItem, type BulkKind, type BulkMeasure, type BulkRequest, countedMax } from './bulk-kind.ts';
import { cancelRunIn } from './cancel-run.ts';
import { liveStandings, type RunConditions, runConditions, runFilterSchema } from './run-filter.ts';
import { lockRun } from './run-record.ts';

export const bulkCancelFilterSchema = runFilterSchema.extend({
  status: z
    .enum(['running', 'waiting', ...liveStandings], {
      error: 'Only runs that have not ended are cancelled: running, waiting, paused, attention.',
    })
    .optional(),
});

const live = `r.status IN ('running', 'waiting')`;

/** What has not ended and was there when it was asked. */
const cancellable = ({ organisationId, filter, askedAt }: BulkRequest): RunConditions => {
  const { text, values } = runConditions(organisationId, bulkCancelFilterSchema.parse(filter), true);
  return { text: `${live} AND ${text} AND r.created_at <= $${values.length + 1}`, values: [...values, askedAt] };
};

const measure = async (tx: Tx, request: BulkRequest): Promise<BulkMeasure> => {
  const { text, values } = cancellable(request);
  const found = 'SELECT id FROM found';
  const [row] = await tx.query<BulkMeasure['along'] & { readonly count: number }>(
    `WITH found AS MATERIALIZED (SELECT r.id FROM run r WHERE ${text} LIMIT ${countedMax})
     SELECT (SELECT count(*)::int FROM found) AS count,
            (SELECT count(*)::int FROM approval_request q
             WHERE q.organisation_id = $1 AND q.status = 'pending' AND q.run_id IN (${found})) AS approvals,
            (SELECT count(*)::int FROM work_item i
             WHERE i.organisation_id = $1 AND i.status = 'open' AND i.run_id IN (${found})) AS "workItems",
            (SELECT count(*)::int FROM step s
             WHERE s.organisation_id = $1 AND s.status = 'running' AND s.run_id IN (${found})) AS "stepsInHand",
            (SELECT count(*)::int FROM run c
             WHERE c.organisation_id = $1 AND c.status IN ('running', 'waiting') AND c.parent_run_id IN (${found})
               AND c.id NOT IN (${found})) AS "childRuns"`,
    values,
  );
  const { count = 0, approvals = 0, workItems = 0, stepsInHand = 0, childRuns = 0 } = row ?? {};
  return { count, along: { approvals, workItems, stepsInHand, childRuns } };
};

/** Oldest first: a run before those it has started, which end with it. */
const list: BulkKind['list'] = (tx, request, { limit, cursor }) => {
  const { text, values } = cancellable(request);
  const after = cursor === null ? '' : ` AND r.id > $${values.length + 1}`;
  return tx.query<BulkItem>(
    `SELECT r.id, r.id AS "runId", NULL::uuid AS "stepId", w.name AS "workflowName", v.number AS "versionNumber",
            NULL AS "nodeName", r.status AS standing, r.created_at AS since
     FROM (SELECT r.* FROM run r WHERE ${text}${after} ORDER BY r.id LIMIT ${limit}) r
     JOIN workflow w ON w.id = r.workflow_id JOIN workflow_version v ON v.id = r.version_id ORDER BY r.id`,
    [...values, ...(cursor === null ? [] : [cursor])],
  );
};

/** Under its lock: what was found a moment ago may have moved on, and is then not what was agreed to. */
const requireStillFits = async (tx: Tx, request: BulkRequest, runId: RunId): Promise<void> => {
  const { text, values } = cancellable(request);
  const [run, fitting] = await Promise.all([
    lockRun(tx, request.organisationId, runId),
    tx.query(`SELECT 1 FROM run r WHERE ${text} AND r.id = $${values.length + 1}`, [...values, runId]),
  ]);
  if (fitting.length > 0 || isTerminalRunStatus(run.status)) return;
  throw new DomainError(
    'not_permitted_now',
    'It had moved on and was no longer what was asked for. Ask again if it is to be cancelled too.',
  );
};

/** Cancels runs that have not ended. */
export const bulkCancel: BulkKind = {
  measure,
  list,
  apply: async (ports, request, { runId }) => {
    await requireStillFits(ports.tx, request, runId);
    await cancelRunIn(ports, { runId, reason: request.reason });
    return 'cancelled';
  },
};
