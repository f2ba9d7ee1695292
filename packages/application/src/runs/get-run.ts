import {
  type Actor,
  DomainError,
  definitionSchema,
  failureSchema,
  isTerminalRunStatus,
  jsonObjectSchema,
  jsonValueSchema,
  runIdSchema,
  runStatusSchema,
  stepIdSchema,
  stepStatusSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { createLargeValueReader, largeValueSchema } from '../payloads/show-large.ts';
import { type RunSummaryRow, runSummaryColumns, runSummarySchema, toRunSummary } from './list-runs.ts';
import { listWaits } from './list-waits.ts';
import { scheduledAtOf } from './schedule-key.ts';

export const getRunInput = z.object({
  runId: runIdSchema,
  /** Values over 64 kB that are put into the answer, all together. The others are listed under `largeValues`. */
  inlineBytesMax: z.int().min(0).max(8_000_000).default(0),
});

export const runStepSchema = z.object({
  id: stepIdSchema,
  nodeId: z.string(),
  kind: z.string(),
  name: z.string(),
  ordinal: z.int(),
  status: stepStatusSchema,
  input: jsonValueSchema,
  output: jsonValueSchema,
  /** What is left out of input and output because of its size. */
  largeValues: z.array(largeValueSchema),
  error: failureSchema.nullable(),
  port: z.string().nullable(),
  waitingReason: z.string().nullable(),
  attempt: z.int(),
  /** Who completed it by hand. */
  skippedBy: z.string().nullable(),
  /** True: it was done in the run that this one repeats, and stands as it was. */
  isKept: z.boolean(),
  /** The round of a body it belongs to: ordinal of the container's step, and index from 0. */
  container: z.int().nullable(),
  round: z.int().nullable(),
  /** Of a for-each: items so far. */
  items: z.object({ count: z.int(), completed: z.int(), failed: z.int(), cancelled: z.int() }).nullable(),
  /** Of a sub-workflow: the run it started. */
  childRun: z
    .object({
      id: runIdSchema,
      workflowName: z.string(),
      status: runStatusSchema,
      waitingReason: z.string().nullable(),
    })
    .nullable(),
  approvalId: z.string().nullable(),
  workItemId: z.string().nullable(),
  receiptId: z.string().nullable(),
  sources: z.array(z.object({ slug: z.string(), name: z.string(), versionNumber: z.int(), fetchedAt: z.string() })),
  attempts: z.array(
    z.object({
      number: z.int(),
      status: z.string(),
      idempotencyKey: z.string(),
      error: failureSchema.nullable(),
      startedAt: z.string(),
      finishedAt: z.string().nullable(),
    }),
  ),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type RunStep = z.infer<typeof runStepSchema>;

export const runDetailSchema = runSummarySchema.extend({
  revision: z.int(),
  /** Runs around this one. */
  depth: z.int(),
  /** The run that started this one as a step. */
  parentRun: z.object({ id: runIdSchema, workflowName: z.string() }).nullable(),
  /** 0–9; of the steps of one organisation that are due together the one of the higher goes first. */
  priority: z.int(),
  /** `with`: the run around it, whose pause it is. */
  pause: z.object({ at: z.string(), by: z.string(), with: runIdSchema.nullable() }).nullable(),
  /** The run that this one repeats, and the step it began with. */
  rerunOf: z.object({ id: runIdSchema, from: z.string() }).nullable(),
  /** Runs that repeat this one, newest first. */
  reruns: z.array(z.object({ id: runIdSchema, status: runStatusSchema })),
  /** Who ran a failed run again or set it aside. */
  handledBy: z.string().nullable(),
  /** The tick of the schedule that started it. */
  scheduledAt: z.iso.datetime().nullable(),
  input: jsonObjectSchema,
  variables: jsonObjectSchema,
  output: jsonValueSchema,
  /** What is left out of input, variables and output because of its size. */
  largeValues: z.array(largeValueSchema),
  error: failureSchema.nullable(),
  definition: definitionSchema,
  steps: z.array(runStepSchema),
  /** True when the run has more than a thousand steps: the first and last are listed, and those that have not gone well. */
  isTruncated: z.boolean(),
});
export type RunDetail = z.infer<typeof runDetailSchema>;

/** Of a run with more steps than both together, the first and the last so many are shown, and of those that have not gone well. */
const shownAtEachEnd = 500;
const shownOfInterest = 100;

interface StepRow extends Omit<RunStep, 'createdAt' | 'startedAt' | 'finishedAt' | 'largeValues'> {
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

type DetailRow = RunSummaryRow &
  Omit<RunDetail, 'createdAt' | 'finishedAt' | 'scheduledAt' | 'steps' | 'isTruncated' | 'largeValues' | 'wait'> & {
    readonly idempotencyKey: string | null;
  };
type ReadLarge = ReturnType<typeof createLargeValueReader>;

/** One run with its definition, every step, its attempts and the sources each step read. */
export const getRun = async (app: App, actor: Actor, raw: z.input<typeof getRunInput>): Promise<RunDetail> => {
  authorise(actor, 'runs.read');
  const { runId, inlineBytesMax } = getRunInput.parse(raw);
  const { run, steps, isTruncated, wait } = await inTransaction(app, tenant(actor), async (tx) => {
    const [run] = await tx.query<DetailRow>(
      `SELECT ${runSummaryColumns}, r.revision, r.depth, r.input, r.variables, r.output, r.error, r.priority, v.definition,
              r.idempotency_key AS "idempotencyKey",
              (SELECT jsonb_build_object('id', p.id, 'workflowName', pw.name)
               FROM run p JOIN workflow pw ON pw.id = p.workflow_id WHERE p.id = r.parent_run_id) AS "parentRun",
              CASE WHEN r.paused_at IS NOT NULL AND r.status IN ('running', 'waiting')
                   THEN jsonb_build_object('at', r.paused_at, 'by', r.paused_by, 'with', r.paused_with) END AS pause,
              CASE WHEN r.rerun_of_id IS NOT NULL
                   THEN jsonb_build_object('id', r.rerun_of_id, 'from', r.rerun_from) END AS "rerunOf",
              coalesce((SELECT jsonb_agg(jsonb_build_object('id', again.id, 'status', again.status) ORDER BY again.id DESC)
                        FROM run again WHERE again.rerun_of_id = r.id), '[]') AS reruns,
              r.handled_by AS "handledBy"
       FROM run r JOIN workflow w ON w.id = r.workflow_id JOIN workflow_version v ON v.id = r.version_id
       WHERE r.organisation_id = $1 AND r.id = $2`,
      [actor.organisationId, runId],
    );
    if (!run) throw new DomainError('not_found', 'This run does not exist.');
    const [steps, more, waits] = await Promise.all([
      tx.query<StepRow>(stepsQuery, [actor.organisationId, runId]),
      tx.query(
        `SELECT 1 FROM step WHERE organisation_id = $1 AND run_id = $2 ORDER BY ordinal OFFSET ${2 * shownAtEachEnd} LIMIT 1`,
        [actor.organisationId, runId],
      ),
      listWaits(tx, actor.organisationId, isTerminalRunStatus(run.status) ? [] : [runId]),
    ]);
    return { run, steps, isTruncated: more.length > 0, wait: waits.get(runId) ?? null };
  });
  // Outside the transaction: content comes from elsewhere and may take its time.
  const readLarge = createLargeValueReader(app, actor.organisationId, inlineBytesMax);
  return {
    ...run,
    ...toRunSummary(run, wait),
    scheduledAt: scheduledAtOf(run),
    ...(await readRunValues(run, readLarge)),
    definition: definitionSchema.parse(run.definition),
    steps: await readSteps(steps, readLarge),
    isTruncated,
  };
};

const readRunValues = async (run: DetailRow, readLarge: ReadLarge) => {
  const output = await readLarge('output', run.output);
  const input = await readLarge('input', run.input);
  const variables = await readLarge('variables', run.variables);
  return {
    output: output.value,
    input: jsonObjectSchema.parse(input.value ?? {}),
    variables: jsonObjectSchema.parse(variables.value ?? {}),
    largeValues: [...input.large, ...variables.large, ...output.large],
  };
};

/** One after the other: they share what may be put into the answer. */
const readSteps = async (rows: readonly StepRow[], readLarge: ReadLarge): Promise<RunStep[]> => {
  const steps: RunStep[] = [];
  for (const row of rows) {
    const output = await readLarge('output', row.output);
    const input = await readLarge('input', row.input);
    steps.push(
      toStep(row, { output: output.value, input: input.value, largeValues: [...input.large, ...output.large] }),
    );
  }
  return steps;
};

const toStep = (row: StepRow, values: Pick<RunStep, 'input' | 'output' | 'largeValues'>): RunStep => ({
  ...row,
  ...values,
  createdAt: row.createdAt.toISOString(),
  startedAt: row.startedAt?.toISOString() ?? null,
  finishedAt: row.finishedAt?.toISOString() ?? null,
});

/** Of a list under way as the run counts them, of one that is through as its output says; of any other they are counted. */
const itemCounts = `coalesce(
  (SELECT jsonb_build_object('count', l->'count', 'completed', l->'completed', 'failed', l->'failed',
                             'cancelled', coalesce(l->'cancelled', '0'))
   FROM run r, LATERAL (SELECT r.frames->'rounds'->(s.ordinal::text) AS l) live WHERE r.id = s.run_id AND l IS NOT NULL),
  (SELECT jsonb_build_object('count', o->'count', 'completed', o->'completed', 'failed', o->'failed', 'cancelled',
                             (o->>'count')::int - (o->>'completed')::int - (o->>'failed')::int)
   FROM (SELECT coalesce(s.output->'$payload'->'rest', s.output) AS o) done WHERE s.status = 'completed' AND o ? 'failed'),
  (SELECT jsonb_build_object('count', count(*), 'completed', count(*) FILTER (WHERE i.status = 'completed'),
                             'failed', count(*) FILTER (WHERE i.status = 'failed'),
                             'cancelled', count(*) FILTER (WHERE i.status = 'cancelled'))
   FROM each_item i WHERE i.step_id = s.id))`;

const stepsQuery = `
  WITH of_run AS MATERIALIZED (SELECT id, step_id FROM receipt WHERE organisation_id = $1 AND run_id = $2),
  shown AS MATERIALIZED (
    (SELECT id FROM step WHERE organisation_id = $1 AND run_id = $2 ORDER BY ordinal LIMIT ${shownAtEachEnd})
    UNION (SELECT id FROM step WHERE organisation_id = $1 AND run_id = $2 ORDER BY ordinal DESC LIMIT ${shownAtEachEnd})
    UNION (SELECT id FROM step WHERE organisation_id = $1 AND run_id = $2 AND status NOT IN ('completed', 'cancelled')
           ORDER BY ordinal DESC LIMIT ${shownOfInterest}))
  SELECT s.id, s.node_id AS "nodeId", s.kind, s.name, s.ordinal, s.status, s.input, s.output, s.error, s.port,
         s.waiting_reason AS "waitingReason", s.attempt, s.skipped_by AS "skippedBy", s.copied_from_id IS NOT NULL AS "isKept", s.container, s.round,
         CASE WHEN s.kind = 'forEach' THEN ${itemCounts} END AS items,
         CASE WHEN s.kind = 'subworkflow' THEN
           (SELECT jsonb_build_object('id', c.id, 'workflowName', cw.name, 'status', c.status,
                                      'waitingReason', c.waiting_reason)
            FROM run c JOIN workflow cw ON cw.id = c.workflow_id WHERE c.parent_step_id = s.id) END AS "childRun",
         (SELECT id FROM approval_request WHERE run_id = s.run_id AND step_id = s.id ORDER BY id DESC LIMIT 1) AS "approvalId",
         (SELECT id FROM work_item WHERE step_id = s.id) AS "workItemId",
         (SELECT f.id FROM of_run f WHERE f.step_id = s.id ORDER BY f.id DESC LIMIT 1) AS "receiptId",
         coalesce((SELECT jsonb_agg(jsonb_build_object('slug', o.slug, 'name', o.name, 'versionNumber', v.number,
                                                       'fetchedAt', v.fetched_at) ORDER BY o.slug)
           FROM step_source u JOIN source o ON o.id = u.source_id JOIN source_version v ON v.id = u.source_version_id
           WHERE u.step_id = s.id), '[]') AS sources,
         coalesce((SELECT jsonb_agg(jsonb_build_object('number', a.number, 'status', a.status,
                     'idempotencyKey', a.idempotency_key, 'error', a.error, 'startedAt', a.started_at,
                     'finishedAt', a.finished_at) ORDER BY a.number)
           FROM step_attempt a WHERE a.step_id = s.id), '[]') AS attempts,
         s.created_at AS "createdAt", s.started_at AS "startedAt", s.finished_at AS "finishedAt"
  FROM step s WHERE s.organisation_id = $1 AND s.id IN (SELECT id FROM shown) ORDER BY s.ordinal`;
