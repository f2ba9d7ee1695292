import { newId, type Tx } from '@switchyard/db';
import {
  type Actor,
  DomainError,
  isTerminalRunStatus,
  listBodies,
  type RunId,
  type RunStatus,
  runIdSchema,
  runStatusSchema,
  stepIdSchema,
} from '@switchyard/domain';
import { initialState, type PastStep, planResume, type ResumePoint } from '@switchyard/engine';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { unpackRun } from '../payloads/run-values.ts';
import { type CompiledVersion, getCompiledVersion } from './compiled-version.ts';
import { drive } from './drive.ts';
import { flushTransition } from './flush-transition.ts';
import {
  latestBefore,
  loadPastOutputs,
  loadPastSteps,
  loadPastVariables,
  type PastStepRow,
  toPastStep,
} from './past-run.ts';
import { runLabel } from './run-label.ts';
import { lockRun, type RunRecord } from './run-record.ts';
import { countRun } from './run-turn.ts';
import { rerunKey } from './schedule-key.ts';
import { requirePublishedVersion, requireValidInput } from './start-run.ts';
import { beginTransition, type TransitionPorts } from './transition.ts';

/** `same` follows the version of the old run; `current` the one that is published now, where its nodes fit. */
export const rerunVersionSchema = z.enum(['same', 'current']);

export const rerunRunInput = z.object({
  runId: runIdSchema,
  /** The step to begin with; default the one the run failed at. */
  stepId: stepIdSchema.optional(),
  version: rerunVersionSchema.default('same'),
  /** A run that was run again already is not run again unless this says so. */
  again: z.boolean().default(false),
  reason: z.string().trim().max(500).default(''),
});
type ParsedInput = z.output<typeof rerunRunInput>;

export const rerunSchema = z.object({
  runId: runIdSchema,
  status: runStatusSchema,
  /** Steps that stand as they were. */
  kept: z.int(),
});
export type Rerun = z.infer<typeof rerunSchema>;

/**
 * Runs an ended run again from one of its steps, as a new run: what was done before stands with its outputs and is not
 * repeated. The old run stays as it is; both name each other. Throws `not_permitted_now` with the remedy where the steps do
 * not say exactly what the run was at that point, and `conflict` when somebody has run it again already.
 */
export const rerunRun = (app: App, actor: Actor, raw: z.input<typeof rerunRunInput>): Promise<Rerun> => {
  authorise(actor, 'runs.operate');
  const input = rerunRunInput.parse(raw);
  return inTransaction(app, tenant(actor), (tx, after) => rerunRunIn({ app, tx, after, actor }, input));
};

/** The same inside the caller's transaction. */
export const rerunRunIn = async (ports: TransitionPorts, input: ParsedInput): Promise<Rerun> => {
  const { app, tx, actor } = ports;
  const old = await unpackRun(app, await lockRun(tx, actor.organisationId, input.runId));
  if (!isTerminalRunStatus(old.status)) {
    throw new DomainError('not_permitted_now', 'This run has not ended. Retry its step, or cancel the run first.');
  }
  if (!input.again) await requireFirst(tx, old.id);
  const rows = await loadPastSteps(tx, old.id);
  const chosen = chooseStep(rows, input);
  const ran = await getCompiledVersion(tx, old.organisationId, old.versionId);
  const plan = planResume(ran.graph, rows.map(toPastStep), chosen.ordinal);
  if (!plan.isPossible) throw new DomainError('not_permitted_now', plan.reason);
  const kept = rows.filter(({ ordinal }) => ordinal < chosen.ordinal);
  const version = input.version === 'same' ? ran : await requirePublishedVersion(ports, ran.workflowSlug);
  if (version.id !== ran.id) requireFit(version, kept.map(toPastStep), chosen);
  return begin(ports, { old, rows, version, chosen, point: plan.point }, input.reason);
};

const requireFirst = async (tx: Tx, runId: RunId): Promise<void> => {
  const [earlier] = await tx.query<{ id: RunId }>(
    'SELECT id FROM run WHERE rerun_of_id = $1 ORDER BY id DESC LIMIT 1',
    [runId],
  );
  if (!earlier) return;
  throw new DomainError(
    'conflict',
    `This run was run again already, as ${runLabel(earlier.id)}. Ask for it once more if you want both.`,
    { details: { rerunId: earlier.id } },
  );
};

const chooseStep = (rows: readonly PastStepRow[], { stepId }: ParsedInput): PastStepRow => {
  const chosen =
    stepId === undefined
      ? rows.findLast(({ status, scope }) => status === 'failed' && scope === null)
      : rows.find(({ id }) => id === stepId);
  if (chosen) return chosen;
  if (stepId !== undefined) throw new DomainError('not_found', 'This run has no such step.');
  throw new DomainError('not_permitted_now', 'No step of this run has failed. Choose the step to run it again from.');
};

/** What is kept must mean the same in the other version. */
const requireFit = (
  { graph, definition, number }: CompiledVersion,
  kept: readonly PastStep[],
  chosen: PastStepRow,
): void => {
  const misfit = (name: string, why: string): never => {
    throw new DomainError(
      'not_permitted_now',
      `“${name}” ${why} in version ${number}. Run it again on its own version, or start a new run.`,
    );
  };
  const bodies = listBodies(definition);
  if (bodies.some(({ inside, shared }) => inside.has(chosen.node_id) || shared.has(chosen.node_id)))
    misfit(chosen.name, 'is part of a body');
  if (graph.nodes.get(chosen.node_id)?.node.kind !== chosen.kind)
    misfit(chosen.name, 'is not there, or something else,');
  const gone = kept.find(({ nodeId, status }) => status === 'completed' && !graph.nodes.has(nodeId));
  if (gone) misfit(gone.name, 'was done and is not there');
};

interface Beginning {
  readonly old: RunRecord;
  readonly rows: readonly PastStepRow[];
  readonly version: CompiledVersion;
  readonly chosen: PastStepRow;
  readonly point: ResumePoint;
}

const begin = async (
  ports: TransitionPorts,
  { old, rows, version, chosen, point }: Beginning,
  reason: string,
): Promise<Rerun> => {
  const { app, tx, actor } = ports;
  requireValidInput(version, old.input);
  const latest = latestBefore(version, rows, point.ordinal);
  const runId = newId<RunId>();
  const run: RunRecord = {
    ...old,
    id: runId,
    versionId: version.id,
    status: 'running',
    state: initialState(),
    variables: await loadPastVariables(app, tx, { run: old, rows }, point),
    frames: Object.keys(latest).length === 0 ? {} : { scopes: { 0: { latest } } },
    parentRunId: null,
    parentStepId: null,
    depth: 0,
    idempotencyKey: rerunKey(old.idempotencyKey, runId),
    createdAt: app.now(),
    revision: 1,
    pause: null,
  };
  const steps = await loadPastOutputs(app, tx, old, latest);
  const work = beginTransition(ports, run, version, { isNewRun: true, steps });
  const kept = await copySteps(tx, old, run.id, point.ordinal);
  work.audit.push({
    type: 'run.rerun',
    target: { id: run.id, label: runLabel(run.id) },
    runId: run.id,
    payload: { ofRunId: old.id, ofLabel: runLabel(old.id), from: chosen.name, version: version.number, kept, reason },
  });
  await countRun(work);
  await drive(work, { type: 'run_resumed', at: point });
  const status: RunStatus = await flushTransition(work);
  tx.send('UPDATE run SET rerun_of_id = $2, rerun_from = $3 WHERE id = $1', [run.id, old.id, chosen.name]);
  tx.send(
    `UPDATE run SET handled_at = coalesce(handled_at, $2), handled_by = coalesce(handled_by, $3), revision = revision + 1
     WHERE id = $1`,
    [old.id, app.now(), actor.name],
  );
  return { runId: run.id, status, kept };
};

/** What stands is copied row by row; large values are shared, and the new run is noted as using them. Returns how many. */
const copySteps = async (tx: Tx, old: RunRecord, runId: RunId, ordinal: number): Promise<number> => {
  const copied = await tx.execute(
    `INSERT INTO step (id, organisation_id, run_id, node_id, kind, name, ordinal, scope, container, round, status, input, output,
                       error, port, attempt, crashes, created_at, started_at, finished_at, skipped_by, copied_from_id)
     SELECT ($4::uuid[])[ordinal], organisation_id, $2, node_id, kind, name, ordinal, scope, container, round, status, input,
            output, error, port, attempt, crashes, created_at, started_at, finished_at, skipped_by, id
     FROM step WHERE run_id = $1 AND ordinal < $3`,
    [old.id, runId, ordinal, Array.from({ length: ordinal - 1 }, () => newId())],
  );
  await tx.execute(
    `INSERT INTO payload_use (organisation_id, hash, run_id, check_at)
     SELECT organisation_id, hash, $2, check_at FROM payload_use WHERE organisation_id = $3 AND run_id = $1
     ON CONFLICT DO NOTHING`,
    [old.id, runId, old.organisationId],
  );
  return copied;
};
