import { evaluateExpression } from '@switchyard/definition';
import {
  type Actor,
  type CheckResult,
  DomainError,
  type JsonObject,
  jsonObjectSchema,
  type OrganisationId,
  type SourceAuthority,
  type StepId,
  type TaskSpec,
  taskSpecSchema,
  type UserActor,
  workItemIdSchema,
} from '@switchyard/domain';
import { runChecks, type TaskSource } from '@switchyard/routing';
import { z } from 'zod';
import { authorise, requirePerson } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { gradeByPerson } from '../evals/grade-by-person.ts';
import { keepPersonsAnswer } from '../evals/keep-persons-answer.ts';
import { acceptReceipt } from '../receipts/accept-receipt.ts';
import { resumeStep } from '../runs/resume-step.ts';
import { lockRun } from '../runs/run-record.ts';
import type { TransitionPorts } from '../runs/transition.ts';
import { loadVersion } from '../sources/load-version.ts';
import { refuseWork } from './find-work-item.ts';
import { workItemSchema } from './inbox-item-schema.ts';

export const completeWorkItemInput = z.object({
  workItemId: workItemIdSchema,
  output: jsonObjectSchema,
  /** Needed to hand in an answer that a check refuses; a person may know better than a check, never than the schema. */
  overrideReason: z.string().trim().max(2000).default(''),
});
export type CompleteWorkItemInput = z.input<typeof completeWorkItemInput>;
type ParsedInput = z.output<typeof completeWorkItemInput>;

export const completedWorkItemSchema = z.object({ workItemId: workItemIdSchema, checks: z.array(z.string()) });

/**
 * Hands in a person's answer to a task: checked against the output schema and the definition of done, recorded as a
 * correction, and the run carried on; one transaction, one winner. Throws `invalid_input` naming the failed checks,
 * `conflict` when somebody was first.
 */
export const completeWorkItem = async (
  app: App,
  actor: Actor,
  raw: CompleteWorkItemInput,
): Promise<z.infer<typeof completedWorkItemSchema>> => {
  authorise(actor, 'inbox.read');
  const person = requirePerson(actor);
  const input = completeWorkItemInput.parse(raw);
  const before = await app.db.transaction(tenant(actor), (tx) => findItem({ tx, actor }, input.workItemId, ''));
  const failed = await listFailedChecks(app, before, input);
  return inTransaction(app, tenant(actor), async (tx, after) => {
    await lockRun(tx, actor.organisationId, before.run_id);
    const item = await findItem({ tx, actor }, input.workItemId, 'FOR UPDATE OF w');
    requireOpen(item, person);
    await finish({ app, tx, after, actor }, item, person, input, failed);
    return { workItemId: input.workItemId, checks: failed.map(({ name }) => name) };
  });
};

interface ItemRow {
  readonly id: string;
  readonly organisation_id: OrganisationId;
  readonly run_id: string;
  readonly step_id: StepId;
  readonly title: string;
  readonly status: 'open' | 'done' | 'withdrawn';
  readonly roles: readonly string[];
  readonly input: unknown;
  readonly suggestion: unknown;
  readonly receipt_id: string | null;
  readonly spec: unknown;
  readonly task_id: string;
  readonly done_at: Date | null;
  readonly done_by_name: string | null;
  readonly sources: readonly { slug: string; name: string; version_id: string; authority: SourceAuthority }[] | null;
}

const findItem = async (
  { tx, actor }: Pick<TransitionPorts, 'tx' | 'actor'>,
  workItemId: string,
  lock: '' | 'FOR UPDATE OF w',
): Promise<ItemRow> => {
  const [row] = await tx.query<ItemRow>(
    `SELECT w.id, w.organisation_id, w.run_id, w.step_id, w.title, w.status, w.roles, w.input, w.suggestion, w.receipt_id, t.spec, t.task_id,
            w.done_at, (SELECT name FROM app_user WHERE id = w.done_by_id) AS done_by_name,
            (SELECT jsonb_agg(jsonb_build_object('slug', s.slug, 'name', s.name, 'authority', s.authority,
                                                 'version_id', ss.source_version_id))
             FROM step_source ss JOIN source s ON s.id = ss.source_id WHERE ss.step_id = w.step_id) AS sources
     FROM work_item w JOIN task_version t ON t.id = w.task_version_id
     WHERE w.organisation_id = $1 AND w.id = $2 ${lock}`,
    [actor.organisationId, workItemId],
  );
  if (row) return row;
  throw new DomainError('not_found', 'This work item does not exist.');
};

const requireOpen = (item: ItemRow, person: UserActor): void => {
  const refusal = refuseWork(person, item);
  if (refusal === null) return;
  if (item.status === 'open') throw new DomainError('forbidden', refusal);
  const who = item.done_by_name === null ? refusal : `${item.done_by_name} did this already.`;
  throw new DomainError('conflict', `${who} Your answer was not recorded.`, {
    details: { doneBy: item.done_by_name, doneAt: item.done_at?.toISOString() ?? null },
  });
};

/** The same definition of done that judges a supplier, on the very versions of the sources that the step read. */
const listFailedChecks = async (app: App, item: ItemRow, input: ParsedInput): Promise<CheckResult[]> => {
  const task = taskSpecSchema.parse(item.spec);
  const sources = await loadSources(app, item);
  const results = runChecks({
    task,
    input: jsonObjectSchema.parse(item.input),
    output: input.output,
    sources,
    evaluateRule: (expression, scope) => evaluateExpression(expression, { ...scope }),
  });
  const failed = results.filter(({ isPassed }) => !isPassed);
  if (failed.length === 0) return [];
  const isSchema = failed.some(({ kind }) => kind === 'schema');
  if (!isSchema && input.overrideReason !== '') return failed;
  throw new DomainError('invalid_input', describeFailed(task, failed), {
    details: { mayOverride: !isSchema, checks: failed.map(({ name, explanation }) => ({ name, explanation })) },
  });
};

const describeFailed = (task: TaskSpec, failed: readonly CheckResult[]): string =>
  `The answer does not pass the checks of “${task.name}”: ${failed.map(({ name, explanation }) => `${name}: ${explanation}`).join(' ')}`;

const loadSources = async (app: App, item: ItemRow): Promise<TaskSource[]> => {
  const sources: TaskSource[] = [];
  for (const { slug, name, version_id: versionId, authority } of item.sources ?? []) {
    const { data, text } = await loadVersion(app, item.organisation_id, versionId);
    sources.push({ slug, name, versionId, authority, data, text });
  }
  return sources;
};

const finish = async (
  ports: TransitionPorts,
  item: ItemRow,
  person: UserActor,
  input: ParsedInput,
  failed: readonly CheckResult[],
): Promise<void> => {
  const at = ports.app.now();
  const task = taskSpecSchema.parse(item.spec);
  const changed = await ports.tx.execute(
    `UPDATE work_item SET status = 'done', output = $2, done_by_id = $3, done_at = $4 WHERE id = $1 AND status = 'open'`,
    [item.id, JSON.stringify(input.output), person.userId, at],
  );
  if (changed === 0) throw new DomainError('conflict', 'Somebody else was first.');
  await gradeSuggestion(ports, item, task, input.output);
  await keepPersonsAnswer(ports.tx, person, {
    taskId: item.task_id,
    spec: task,
    runId: item.run_id,
    stepId: item.step_id,
    input: jsonObjectSchema.parse(item.input),
    output: input.output,
    source: 'work_item',
    at,
  });
  await appendAudit(ports.tx, person, at, {
    type: 'step.done-by-person',
    target: { id: item.step_id, label: item.title },
    runId: item.run_id,
    payload: {
      task: task.slug,
      workItemId: item.id,
      ...(failed.length === 0
        ? {}
        : { overriddenChecks: failed.map(({ name }) => name), reason: input.overrideReason }),
    },
  });
  await resumeStep(ports, {
    organisationId: person.organisationId,
    runId: item.run_id,
    stepId: item.step_id,
    port: 'out',
    output: input.output,
  });
};

/**
 * The receipt is settled by a person now. Where a supplier's answer had passed the checks, the person's answer grades it:
 * the same is a success, another is a correction.
 */
const gradeSuggestion = async (
  { app, tx, actor }: TransitionPorts,
  item: ItemRow,
  spec: TaskSpec,
  output: JsonObject,
): Promise<void> => {
  const { organisationId } = actor;
  if (item.receipt_id !== null) await acceptReceipt(tx, organisationId, item.receipt_id);
  const suggestion = workItemSchema.shape.suggestion.parse(item.suggestion);
  if (!suggestion || suggestion.problems.length > 0) return;
  const [receipt] = await tx.query<{ costMicroUsd: number; outputTokens: number }>(
    `SELECT cost_micro_usd AS "costMicroUsd", output_tokens AS "outputTokens" FROM receipt
     WHERE organisation_id = $1 AND id = $2`,
    [organisationId, item.receipt_id],
  );
  await gradeByPerson(tx, {
    ...{ organisationId, taskId: item.task_id, spec, candidateRef: suggestion.from },
    input: jsonObjectSchema.parse(item.input),
    answer: suggestion.output,
    right: output,
    costMicroUsd: receipt?.costMicroUsd ?? 0,
    outputTokens: receipt?.outputTokens ?? null,
    at: app.now(),
  });
};
