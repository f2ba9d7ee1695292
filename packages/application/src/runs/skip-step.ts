import {
  type Actor,
  type DefinitionNode,
  DomainError,
  describeDataIssues,
  type JsonValue,
  jsonValueSchema,
  nodePorts,
  type RunStatus,
  runIdSchema,
  stepIdSchema,
  taskSpecSchema,
} from '@switchyard/domain';
import { edgesOf } from '@switchyard/engine';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { withdrawApprovals } from '../approvals/withdraw-approvals.ts';
import { inTransaction, tenant } from '../change.ts';
import { packResult } from '../payloads/run-values.ts';
import { isObject } from '../payloads/stored-value.ts';
import { drive } from './drive.ts';
import { leaveEvent } from './evaluate-inline.ts';
import { keepHandAnswer } from './keep-hand-answer.ts';
import { operateRun } from './operate-run.ts';
import { lockOperatedStep, type OperatedStep } from './operated-step.ts';
import { enterScope, recordStep } from './scope-frames.ts';
import type { TransitionWork } from './transition-work.ts';

export const skipStepInput = z.object({
  runId: runIdSchema,
  stepId: stepIdSchema,
  /** What stands for the step's result; for a task it must fit the task's output schema. */
  output: jsonValueSchema.default(null),
  /** The way the run goes on; one of the step's ports that leads somewhere. */
  port: z.string().max(60).default('out'),
  reason: z.string().trim().min(1, 'Say why it may be left out.').max(500),
});
type ParsedInput = z.output<typeof skipStepInput>;

/**
 * Completes a step by hand: one that failed and is held, waits, or has not been taken by a worker. What it had asked of people
 * is withdrawn. Throws `not_permitted_now` or `invalid_input` with the remedy when that would break something.
 */
export const skipStep = (
  app: App,
  actor: Actor,
  raw: z.input<typeof skipStepInput>,
): Promise<{ status: RunStatus }> => {
  authorise(actor, 'runs.operate');
  const input = skipStepInput.parse(raw);
  const { runId, stepId, reason, port } = input;
  return inTransaction(app, tenant(actor), async (tx, after) => {
    const apply = async (work: TransitionWork): Promise<void> => {
      const step = await lockOperatedStep(work, stepId);
      requireSkippable(work, step);
      requireWay(work, step, port);
      await requireFittingOutput(work, step.node, input.output);
      work.audit.push({
        type: 'step.skipped',
        target: { id: step.id, label: step.name },
        runId,
        payload: { reason, port },
      });
      await complete(work, step, input);
      await keepHandAnswer(work, actor, stepId, input.output);
    };
    const at = { organisationId: actor.organisationId, runId };
    return { status: await operateRun({ app, tx, after, actor }, at, apply, 'Nothing in it is left to skip.') };
  });
};

const refuse = (message: string): never => {
  throw new DomainError('not_permitted_now', message);
};

const requireSkippable = ({ state }: TransitionWork, { name, standing, ordinal }: OperatedStep): void => {
  if (standing === 'running')
    refuse(`“${name}” is being done at this moment. Wait for its outcome, or cancel the run.`);
  if (standing === 'unknown')
    refuse(`“${name}” may have taken effect. Say whether it happened instead of skipping it.`);
  if (standing === 'ended') refuse(`“${name}” is over in this run; there is nothing to skip.`);
  const hasRounds = state.containers?.some(({ tokenId }) => tokenId === ordinal) ?? false;
  if (hasRounds && standing !== 'held') {
    refuse(`“${name}” has rounds under way. Skip the steps inside it, cancel its items, or cancel the run.`);
  }
};

/** Ports a step is never left by because it is done. */
const closedPorts: ReadonlySet<string> = new Set(['failed', 'body', 'compensate']);

const requireWay = (
  { version: { graph } }: TransitionWork,
  { node, name, token }: OperatedStep,
  port: string,
): void => {
  if (node.kind === 'approval' && port === 'approved') {
    refuse(`“${name}” can only be approved by the people it asks. Skip it by another way, or let them decide.`);
  }
  if (node.kind === 'end') return;
  const ports = nodePorts[node.kind].filter((each) => !closedPorts.has(each));
  const isEndOfBody = token?.scope !== undefined;
  const ways = ports.filter((each) => isEndOfBody || edgesOf(graph, node.id, each).length > 0);
  if (ways.includes(port)) return;
  const choice = ways.length === 0 ? 'It has none.' : `Choose ${ways.map((each) => `“${each}”`).join(' or ')}.`;
  throw new DomainError('invalid_input', `“${name}” has no way on called “${port}”. ${choice}`, { details: { ways } });
};

const requireFittingOutput = async (work: TransitionWork, node: DefinitionNode, output: JsonValue): Promise<void> => {
  if (node.kind !== 'task') return;
  const [row] = await work.tx.query<{ spec: unknown }>(
    'SELECT spec FROM task_version WHERE organisation_id = $1 AND id = $2',
    [work.run.organisationId, work.version.tasks[node.config.task] ?? null],
  );
  if (!row) return;
  const task = taskSpecSchema.parse(row.spec);
  const problem = describeDataIssues(task.output, output);
  if (problem) throw new DomainError('invalid_input', `The output does not fit the task “${task.name}”: ${problem}.`);
};

const complete = async (work: TransitionWork, step: OperatedStep, { output, port }: ParsedInput): Promise<void> => {
  const { tx, actor, at } = work;
  await enterScope(work, step.token?.scope);
  if (step.node.kind === 'end') {
    if (isObject(output)) Object.assign(work.endOutputs, output);
    work.outcome = step.node.config.outcome;
  }
  recordStep(work, step.node.id, step.ordinal, { output, status: 'completed', outcome: port });
  // A way that the output opens for nobody is refused here, before anything is written.
  const event = leaveEvent(work, step.node, step.ordinal, port);
  await tx.execute(
    `UPDATE step SET status = 'completed', output = $2, port = $3, finished_at = $4, waiting_reason = NULL, error = NULL,
                     lease_token = lease_token + 1, skipped_by = $5
     WHERE id = $1`,
    [step.id, JSON.stringify(await packResult(work, output)), port, at, actor.name],
  );
  await withdraw(work, step);
  await drive(work, event);
  if (step.node.kind === 'subworkflow') work.after.follow({ kind: 'orphans', stepIds: [step.id] });
  work.endedTurns.push(step.id);
};

/** Nobody and nothing outside has to answer any more. */
const withdraw = async ({ tx, actor, at, run }: TransitionWork, { id }: OperatedStep): Promise<void> => {
  await withdrawApprovals(tx, actor, at, { runId: run.id, stepIds: [id], reason: `Skipped by ${actor.name}.` });
  await tx.execute('DELETE FROM message_wait WHERE step_id = $1', [id]);
  await tx.execute('UPDATE timer SET fired_at = $2 WHERE step_id = $1 AND fired_at IS NULL', [id, at]);
};
