import { newId } from '@switchyard/db';
import {
  type Actor,
  DomainError,
  describeDataIssues,
  isDomainError,
  type JsonObject,
  jsonObjectSchema,
  priorityDefault,
  prioritySchema,
  type RunId,
  type RunStatus,
  runIdSchema,
  runStatusSchema,
  type StepId,
  slugSchema,
  type Trigger,
  type VersionId,
} from '@switchyard/domain';
import { initialState } from '@switchyard/engine';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { packLarge } from '../payloads/pack-large.ts';
import { type CompiledVersion, getCompiledVersion } from './compiled-version.ts';
import { drive } from './drive.ts';
import { flushTransition } from './flush-transition.ts';
import { runLabel } from './run-label.ts';
import type { RunRecord } from './run-record.ts';
import { takeTurn } from './run-turn.ts';
import { beginTransition, type TransitionPorts } from './transition.ts';
import type { RunGuard, TransitionWork } from './transition-work.ts';

export const startRunInput = z.object({
  workflowSlug: slugSchema,
  input: jsonObjectSchema.default({}),
  trigger: z.enum(['form', 'api', 'webhook', 'schedule']).default('api'),
  /** The same key starts the same run once, however often it is sent. */
  idempotencyKey: z.string().min(1).max(200).optional(),
  priority: prioritySchema.default(priorityDefault),
});
export type StartRunInput = z.input<typeof startRunInput>;

export const startedRunSchema = z.object({
  runId: runIdSchema,
  status: runStatusSchema,
  /** True when the idempotency key had already started this run. */
  isDuplicate: z.boolean(),
});
export type StartedRun = z.infer<typeof startedRunSchema>;

/** What may start a run: a trigger of its start node, or the step of another run. */
export type RunTrigger = Trigger['type'] | 'subworkflow';

type ParsedInput = z.output<typeof startRunInput>;

/** Starts a run of the published version and carries it as far as it goes without touching the world. */
export const startRun = async (app: App, actor: Actor, raw: StartRunInput): Promise<StartedRun> => {
  authorise(actor, 'runs.start');
  const input = startRunInput.parse(raw);
  // Before the transaction: storing a large input may take its time.
  await packLarge(app, tenant(actor), [input.input]);
  try {
    return await inTransaction(app, tenant(actor), (tx, after) => startRunIn({ app, tx, after, actor }, input));
  } catch (thrown) {
    // Two starts with one key: the database let one through, the other answers with that run.
    if (isDomainError(thrown) && thrown.code === 'conflict' && input.idempotencyKey !== undefined) {
      const existing = await inTransaction(app, tenant(actor), (tx) => findByKey({ tx, actor }, input));
      if (existing) return existing;
    }
    throw thrown;
  }
};

interface WorkflowRow {
  readonly id: string;
  readonly name: string;
  readonly current_version_id: VersionId | null;
  readonly archived_at: Date | null;
}

/** The same inside the caller's transaction, with input that was parsed: for what must happen together with the start. */
export const startRunIn = async (ports: TransitionPorts, input: ParsedInput): Promise<StartedRun> => {
  // Asked together: one round trip. The answer about the version comes first, also when it is a refusal.
  const [version, existing] = await Promise.all([
    requirePublishedVersion(ports, input.workflowSlug),
    input.idempotencyKey === undefined ? null : findByKey(ports, input),
  ]);
  requireTrigger(version, input.trigger);
  requireValidInput(version, input.input);
  if (existing) return existing;
  return createRun(ports, version, {
    input: input.input,
    trigger: input.trigger,
    idempotencyKey: input.idempotencyKey ?? null,
    priority: input.priority,
    starter: starter(ports.actor),
  });
};

export interface NewRun {
  readonly input: JsonObject;
  readonly trigger: RunTrigger;
  readonly idempotencyKey: string | null;
  /** Default: in the middle. */
  readonly priority?: number;
  readonly starter: Pick<RunRecord, 'startedByKind' | 'startedById' | 'startedByLabel'>;
  /** What must still hold when it is written. */
  readonly guard?: RunGuard;
  /** The step that starts it, for a run inside a run; `depth` counts the runs around it. */
  readonly parent?: {
    readonly runId: RunId;
    readonly stepId: StepId;
    readonly depth: number;
    /** The pause that it begins in. */
    readonly pause: RunRecord['pause'];
  };
}

/** Writes a run of this version in the caller's transaction and carries it as far as it goes. Its input must fit. */
export const createRun = async (
  ports: TransitionPorts,
  version: CompiledVersion,
  start: NewRun,
): Promise<StartedRun> => {
  const work = await openRun(ports, version, start);
  const status: RunStatus = await flushTransition(work);
  return { runId: work.run.id, status, isDuplicate: false };
};

/** The same as far as it comes without the database: whoever calls writes it with `flushTransition`. */
export const openRun = async (
  ports: TransitionPorts,
  version: CompiledVersion,
  start: NewRun,
): Promise<TransitionWork> => {
  requireValidInput(version, start.input);
  const { actor, app } = ports;
  const run: RunRecord = {
    id: newId<RunId>(),
    organisationId: actor.organisationId,
    workflowId: version.workflowId,
    versionId: version.id,
    status: 'running',
    state: initialState(),
    input: start.input,
    variables: {},
    frames: {},
    parentRunId: start.parent?.runId ?? null,
    parentStepId: start.parent?.stepId ?? null,
    depth: start.parent?.depth ?? 0,
    trigger: start.trigger,
    idempotencyKey: start.idempotencyKey,
    ...start.starter,
    createdAt: ports.together?.at ?? app.now(),
    priority: start.priority ?? priorityDefault,
    revision: 1,
    pause: start.parent?.pause ?? null,
  };
  const work = beginTransition(ports, run, version, { isNewRun: true, steps: {}, guard: start.guard });
  work.audit.push({
    type: 'run.started',
    target: { id: run.id, label: runLabel(run.id) },
    runId: run.id,
    payload: {
      workflowId: version.workflowId,
      workflowName: version.workflowName,
      versionId: version.id,
      version: version.number,
      trigger: start.trigger === 'form' ? 'manual' : start.trigger,
    },
  });
  // A run inside a run belongs to that one: two that wait for each other's turn would wait for ever.
  if (start.parent !== undefined || (await takeTurn(work))) await drive(work, { type: 'run_started' });
  return work;
};

/** Who starts a run, as it is kept with it. */
export const starter = (actor: Actor) => {
  if (actor.kind === 'user') return { startedByKind: 'user', startedById: actor.userId, startedByLabel: actor.name };
  if (actor.kind === 'api_key')
    return { startedByKind: 'api_key', startedById: actor.apiKeyId, startedByLabel: actor.name };
  return { startedByKind: 'system', startedById: null, startedByLabel: actor.name };
};

/** The version of a workflow that new runs follow. Throws `not_found`, or `not_permitted_now` when none may be started. */
export const requirePublishedVersion = async (
  { tx, actor }: TransitionPorts,
  slug: string,
): Promise<CompiledVersion> => {
  const [workflow] = await tx.query<WorkflowRow>(
    'SELECT id, name, current_version_id, archived_at FROM workflow WHERE organisation_id = $1 AND slug = $2',
    [actor.organisationId, slug],
  );
  if (!workflow) throw new DomainError('not_found', `There is no workflow “${slug}”.`);
  if (workflow.archived_at) {
    throw new DomainError('not_permitted_now', `“${workflow.name}” is archived. Restore it before starting runs.`);
  }
  if (!workflow.current_version_id) {
    throw new DomainError(
      'not_permitted_now',
      `“${workflow.name}” has no published version yet. Publish it in the builder first.`,
    );
  }
  return getCompiledVersion(tx, actor.organisationId, workflow.current_version_id);
};

const startConfigOf = (version: CompiledVersion) => {
  const node = version.graph.nodes.get(version.graph.startId)?.node;
  if (node?.kind !== 'start') throw new DomainError('internal', `Version ${version.id} has no start node.`);
  return node.config;
};

const triggerNames: Record<Trigger['type'], string> = {
  form: 'a form',
  api: 'the API',
  webhook: 'a webhook',
  schedule: 'a schedule',
};

/** Throws `not_permitted_now` unless the version's start names the trigger. */
export const requireTrigger = (version: CompiledVersion, trigger: Trigger['type']): void => {
  if (startConfigOf(version).triggers.some(({ type }) => type === trigger)) return;
  throw new DomainError(
    'not_permitted_now',
    `“${version.workflowName}” cannot be started by ${triggerNames[trigger]}. Add that trigger to its start node and publish.`,
  );
};

/** Throws `invalid_input` unless the input fits the version's start. */
export const requireValidInput = (version: CompiledVersion, input: JsonObject): void => {
  const problem = describeDataIssues(startConfigOf(version).input, input);
  if (problem) throw new DomainError('invalid_input', `The input does not fit “${version.workflowName}”: ${problem}.`);
};

const findByKey = async (
  { tx, actor }: Pick<TransitionPorts, 'tx' | 'actor'>,
  input: ParsedInput,
): Promise<StartedRun | null> => {
  const [row] = await tx.query<{ id: RunId; status: RunStatus }>(
    `SELECT r.id, r.status FROM run r JOIN workflow w ON w.id = r.workflow_id
     WHERE w.organisation_id = $1 AND w.slug = $2 AND r.idempotency_key = $3`,
    [actor.organisationId, input.workflowSlug, input.idempotencyKey],
  );
  return row ? { runId: row.id, status: row.status, isDuplicate: true } : null;
};
