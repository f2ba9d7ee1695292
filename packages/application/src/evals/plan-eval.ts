import type { Tx } from '@switchyard/db';
import {
  type Actor,
  DomainError,
  datasetIdSchema,
  evalRunIdSchema,
  highestDataClass,
  type JsonObject,
  type JsonValue,
  type OrganisationId,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { findAnsweringVersion, isUnseen } from '../classifiers/training-marks.ts';
import { requireTask, type TaskRecord } from '../tasks/task-record.ts';
import { type CandidateFacts, loadCandidateFacts } from './candidates-of.ts';
import { labelOf } from './create-dataset.ts';
import { type DatasetRecord, requireDataset } from './dataset-record.ts';
import { estimateEval } from './estimate-cost.ts';
import { type Arm, type Estimate, estimateSchema, evalLabel } from './eval-record.ts';
import { requireSoundGrading } from './lint-grading.ts';
import { loadWording } from './load-wording.ts';
import { countCases } from './store-cases.ts';
import { withoutPeople } from './without-people.ts';

const armInput = z.object({
  /** Null: as routing decides. */
  candidateRef: z.string().min(1).max(200).nullable(),
  /** `earlier`: a version before the published one, named by `versionId`. */
  wording: z.enum(['published', 'draft', 'earlier']).default('published'),
  versionId: z.uuid().optional(),
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

export const plannedEvalSchema = z.object({
  id: z.string(),
  caseCount: z.int(),
  /** Cases that the task's classifier learned from and that nobody is asked, where it may answer. */
  leftOut: z.int(),
  estimate: estimateSchema,
});
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
  const arms: Arm[] = [];
  for (const { candidateRef, wording, versionId } of inputs) {
    const { spec, taskVersionId } = await loadWording(tx, task, { wording, versionId });
    const who = candidateRef ?? 'as routed';
    arms.push({
      label: isTwoWordings ? `${wording} (${who})` : who,
      ...{ candidateRef, wording, taskVersionId },
      // A floor for whoever is asked: the highest class of any case, whatever the task says by itself.
      spec: { ...withoutPeople(spec), dataClass: highestDataClass([spec.dataClass, dataset.dataClass]) },
    });
  }
  return arms;
};

const sampleCases = (tx: Tx, datasetId: string, count: number, versionId: string | null) =>
  tx.query<{ input: JsonObject; expected: JsonValue }>(
    `SELECT input, expected FROM dataset_case
     WHERE dataset_id = $1 AND removed_at IS NULL AND ${isUnseen('digest', '$3')} ORDER BY digest LIMIT $2`,
    [datasetId, count, versionId],
  );

/**
 * The cases a comparison is fair on: without those that the version which may answer has learned from. Throws `not_permitted_now`
 * with the remedy when none is left.
 */
const countFair = async (
  tx: Tx,
  organisationId: OrganisationId,
  dataset: DatasetRecord,
  arms: readonly Arm[],
  { suppliers }: CandidateFacts,
) => {
  const classifiers = suppliers.filter(({ kind }) => kind === 'classifier').map(({ slug }) => slug);
  const mayAnswer = arms.some(({ candidateRef }) => candidateRef === null || classifiers.includes(candidateRef));
  const version = mayAnswer ? await findAnsweringVersion(tx, organisationId, dataset.taskId) : null;
  const all = await countCases(tx, organisationId, dataset.id);
  if (all === 0) throw new DomainError('not_permitted_now', `“${dataset.name}” has no cases. Add some first.`);
  const available = version ? await countCases(tx, organisationId, dataset.id, version.id) : all;
  if (available > 0) return { available, leftOut: all - available, classifierVersionId: version?.id ?? null };
  throw new DomainError(
    'not_permitted_now',
    `Version ${version?.number ?? ''} of the classifier learned from every case of “${dataset.name}”, so nothing would be shown by asking it these. Add cases that it has not seen, from a file or from new corrections.`,
    { details: { leftOut: all } },
  );
};

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
    const facts = await loadCandidateFacts(app, tx, organisationId, task.id);
    const { available, leftOut, classifierVersionId } = await countFair(tx, organisationId, dataset, arms, facts);
    const caseCount = Math.min(available, input.caseMax ?? available);
    const estimate = await estimateEval({
      facts,
      arms,
      graders: dataset.grading.graders.map(({ grader }) => grader),
      cases: await sampleCases(tx, dataset.id, Math.min(caseCount, countedMax), classifierVersionId),
      caseCount,
    });
    const purpose: Plan['purpose'] = incumbent.wording === challenger.wording ? 'comparison' : 'regression';
    const fair = { caseCount, leftOut, classifierVersionId };
    const plan = { ...input, ...fair, purpose, dataset, task, arms, estimate };
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
    return { id: input.evalRunId, caseCount, leftOut, estimate };
  });
};

type Plan = z.output<typeof planEvalInput> & {
  readonly purpose: 'comparison' | 'regression';
  readonly dataset: DatasetRecord;
  readonly task: TaskRecord;
  readonly arms: readonly Arm[];
  readonly caseCount: number;
  readonly leftOut: number;
  readonly classifierVersionId: string | null;
  readonly estimate: Estimate;
};

/** False when it was planned before. */
const insertPlan = async (tx: Tx, app: App, actor: Actor, plan: Plan): Promise<boolean> => {
  const { dataset, task, arms, confidence, margin, caseCount, estimate } = plan;
  const created = await tx.execute(
    `INSERT INTO eval_run (id, organisation_id, task_id, dataset_id, purpose, arms, grading, data_class, confidence, margin,
                           status, case_count, estimate, created_by_id, created_by_label, created_at, left_out,
                           classifier_version_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'planned', $11, $12, $13, $14, $15, $16, $17) ON CONFLICT (id) DO NOTHING`,
    [
      ...[plan.evalRunId, actor.organisationId, task.id, dataset.id, plan.purpose, JSON.stringify(arms)],
      ...[JSON.stringify(dataset.grading), dataset.dataClass, confidence, margin, caseCount, JSON.stringify(estimate)],
      ...[actor.kind === 'user' ? actor.userId : null, labelOf(actor), app.now()],
      ...[plan.leftOut, plan.classifierVersionId],
    ],
  );
  return created > 0;
};

const readPlan = async (tx: Tx, actor: Actor, id: string): Promise<PlannedEval> => {
  const [row] = await tx.query<{ caseCount: number; leftOut: number; estimate: unknown }>(
    `SELECT case_count AS "caseCount", left_out AS "leftOut", estimate FROM eval_run
     WHERE organisation_id = $1 AND id = $2`,
    [actor.organisationId, id],
  );
  if (!row) throw new DomainError('conflict', 'This id is in use. Choose another.');
  return { id, caseCount: row.caseCount, leftOut: row.leftOut, estimate: estimateSchema.parse(row.estimate) };
};
