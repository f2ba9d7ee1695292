import type { Tx } from '@switchyard/db';
import {
  type Actor,
  DomainError,
  datasetIdSchema,
  evalRunIdSchema,
  highestDataClass,
  type JsonObject,
  type JsonValue,
  taskSpecSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { lintTask } from '../tasks/lint-task.ts';
import { requireTask, type TaskRecord } from '../tasks/task-record.ts';
import { loadCandidateFacts } from './candidates-of.ts';
import { labelOf } from './create-dataset.ts';
import { type DatasetRecord, requireDataset } from './dataset-record.ts';
import { estimateEval } from './estimate-cost.ts';
import { type Arm, type Estimate, estimateSchema, evalLabel } from './eval-record.ts';
import { requireSoundGrading } from './lint-grading.ts';
import { countCases } from './store-cases.ts';
import { withoutPeople } from './without-people.ts';

const armInput = z.object({
  /** Null: as routing decides. */
  candidateRef: z.string().min(1).max(200).nullable(),
  wording: z.enum(['published', 'draft']).default('published'),
});

export const planEvalInput = z.object({
  /** Chosen by the caller: planning twice with one id plans once. */
  evalRunId: evalRunIdSchema,
  datasetId: datasetIdSchema,
  incumbent: armInput,
  challenger: armInput,
  /** Share of quality one would give up: by so much less, the challenger is still good enough. */
  margin: z.number().min(0).max(0.5).default(0.02),
  confidence: z.number().min(0.5).max(0.999).default(0.9),
  /** So many cases, drawn evenly; without it, all. */
  caseMax: z.int().min(1).max(10_000).optional(),
});

export const plannedEvalSchema = z.object({ id: z.string(), caseCount: z.int(), estimate: estimateSchema });
export type PlannedEval = z.infer<typeof plannedEvalSchema>;

/** Inputs whose tokens are counted for the estimate. */
const countedMax = 50;

/** Throws `not_permitted_now` for a wording that is not there, `invalid_definition` for a draft that cannot run. */
const loadArms = async (
  tx: Tx,
  task: TaskRecord,
  dataset: DatasetRecord,
  inputs: readonly z.output<typeof armInput>[],
): Promise<Arm[]> => {
  const isTwoWordings = new Set(inputs.map(({ wording }) => wording)).size > 1;
  const [version] = await tx.query<{ id: string; spec: unknown }>('SELECT id, spec FROM task_version WHERE id = $1', [
    task.currentVersionId,
  ]);
  return inputs.map(({ candidateRef, wording }) => {
    const isDraft = wording === 'draft';
    if (!isDraft && !version) {
      throw new DomainError('not_permitted_now', `“${task.name}” is not published. Compare on its draft.`);
    }
    const [problem] = isDraft ? lintTask(task.draft) : [];
    if (problem) throw new DomainError('invalid_definition', `${problem.path}: ${problem.message}`);
    const spec = isDraft ? task.draft : taskSpecSchema.parse(version?.spec);
    const who = candidateRef ?? 'as routed';
    return {
      label: isTwoWordings ? `${wording} (${who})` : who,
      candidateRef,
      wording,
      taskVersionId: isDraft ? null : (version?.id ?? null),
      // A floor for whoever is asked: the highest class of any case, whatever the task says by itself.
      spec: { ...withoutPeople(spec), dataClass: highestDataClass([spec.dataClass, dataset.dataClass]) },
    };
  });
};

const sampleCases = (tx: Tx, datasetId: string, count: number) =>
  tx.query<{ input: JsonObject; expected: JsonValue }>(
    `SELECT input, expected FROM dataset_case WHERE dataset_id = $1 AND removed_at IS NULL ORDER BY digest LIMIT $2`,
    [datasetId, count],
  );

/**
 * Plans the comparison of two candidates, or of two wordings, on a dataset and says what it will cost; nothing is asked of
 * anybody yet. Throws `not_permitted_now` when the dataset is empty, both sides are the same, or a floor keeps one of them
 * from the cases.
 */
export const planEval = async (app: App, actor: Actor, raw: z.input<typeof planEvalInput>): Promise<PlannedEval> => {
  authorise(actor, 'evals.manage');
  const input = planEvalInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const dataset = await requireDataset(tx, organisationId, input.datasetId);
    requireSoundGrading(dataset.grading);
    const task = await requireTask(tx, organisationId, dataset.taskSlug);
    const { incumbent, challenger } = input;
    if (incumbent.candidateRef === challenger.candidateRef && incumbent.wording === challenger.wording) {
      throw new DomainError('invalid_input', 'Both sides are the same: there is nothing to compare.');
    }
    const arms = await loadArms(tx, task, dataset, [incumbent, challenger]);
    const available = await countCases(tx, organisationId, dataset.id);
    const caseCount = Math.min(available, input.caseMax ?? available);
    if (caseCount === 0) throw new DomainError('not_permitted_now', `“${dataset.name}” has no cases. Add some first.`);
    const estimate = await estimateEval({
      facts: await loadCandidateFacts(app, tx, organisationId, task.id),
      arms,
      graders: dataset.grading.graders.map(({ grader }) => grader),
      cases: await sampleCases(tx, dataset.id, Math.min(caseCount, countedMax)),
      caseCount,
    });
    const purpose: Plan['purpose'] = incumbent.wording === challenger.wording ? 'comparison' : 'regression';
    const plan = { ...input, purpose, dataset, task, arms, caseCount, estimate };
    if (!(await insertPlan(tx, app, actor, plan))) return readPlan(tx, actor, input.evalRunId);
    await appendAudit(tx, actor, app.now(), {
      type: 'eval.planned',
      target: { id: input.evalRunId, label: evalLabel({ arms, taskName: task.name }) },
      payload: {
        task: task.slug,
        datasetId: dataset.id,
        arms: arms.map(({ label }) => label),
        cases: caseCount,
        dataClass: dataset.dataClass,
        estimatedMicroUsd: estimate.expectedMicroUsd,
      },
    });
    return { id: input.evalRunId, caseCount, estimate };
  });
};

type Plan = z.output<typeof planEvalInput> & {
  readonly purpose: 'comparison' | 'regression';
  readonly dataset: DatasetRecord;
  readonly task: TaskRecord;
  readonly arms: readonly Arm[];
  readonly caseCount: number;
  readonly estimate: Estimate;
};

/** False when it was planned before. */
const insertPlan = async (tx: Tx, app: App, actor: Actor, plan: Plan): Promise<boolean> => {
  const { dataset, task, arms, confidence, margin, caseCount, estimate } = plan;
  const created = await tx.execute(
    `INSERT INTO eval_run (id, organisation_id, task_id, dataset_id, purpose, arms, grading, data_class, confidence, margin,
                           status, case_count, estimate, created_by_id, created_by_label, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'planned', $11, $12, $13, $14, $15) ON CONFLICT (id) DO NOTHING`,
    [
      ...[plan.evalRunId, actor.organisationId, task.id, dataset.id, plan.purpose, JSON.stringify(arms)],
      ...[JSON.stringify(dataset.grading), dataset.dataClass, confidence, margin, caseCount, JSON.stringify(estimate)],
      ...[actor.kind === 'user' ? actor.userId : null, labelOf(actor), app.now()],
    ],
  );
  return created > 0;
};

const readPlan = async (tx: Tx, actor: Actor, id: string): Promise<PlannedEval> => {
  const [row] = await tx.query<{ caseCount: number; estimate: unknown }>(
    'SELECT case_count AS "caseCount", estimate FROM eval_run WHERE organisation_id = $1 AND id = $2',
    [actor.organisationId, id],
  );
  if (!row) throw new DomainError('conflict', 'This id is in use. Choose another.');
  return { id, caseCount: row.caseCount, estimate: estimateSchema.parse(row.estimate) };
};
