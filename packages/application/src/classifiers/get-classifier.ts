import type { Tx } from '@switchyard/db';
import { type Actor, type OrganisationId, slugSchema } from '@switchyard/domain';
import { classifierEvaluationSchema, findLabelField } from '@switchyard/suppliers';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { requireTask } from '../tasks/task-record.ts';
import { findClassifier } from './classifier-record.ts';
import { comparisonSchema } from './compare-held-out.ts';
import { countLabels, findShortage, trainingStatuses } from './training-record.ts';

export const getClassifierInput = z.object({ slug: slugSchema });

const classifierVersionSchema = z.object({
  number: z.int(),
  isAdopted: z.boolean(),
  evaluation: classifierEvaluationSchema,
  comparison: comparisonSchema.nullable(),
  /** Why it was adopted when it was trained, or not. */
  reason: z.string(),
  modelHash: z.string(),
  trainedAt: z.iso.datetime(),
  trainedByLabel: z.string(),
});
export type ClassifierVersionView = z.infer<typeof classifierVersionSchema>;

const trainingSchema = z.object({
  id: z.string(),
  status: z.enum(trainingStatuses),
  progress: z.number(),
  caseCount: z.int(),
  requestedAt: z.iso.datetime(),
  requestedByLabel: z.string(),
  finishedAt: z.iso.datetime().nullable(),
  error: z.string().nullable(),
});

export const classifierDetailSchema = z.object({
  /** The output field that is learned; null where the task does not fit. */
  labelField: z.string().nullable(),
  /** Why there can be no classifier, or nothing to train on yet; null when training can start. */
  obstacle: z.string().nullable(),
  /** A supplier of kind classifier is registered and on: without one no version is ever asked. */
  hasSupplier: z.boolean(),
  labels: z.array(z.object({ label: z.string(), cases: z.int() })),
  caseCount: z.int(),
  /** Cases that are new or corrected since the last training. */
  freshCount: z.int(),
  /** Newest first; the evaluation of the last 20. */
  versions: z.array(classifierVersionSchema),
  adoptedNumber: z.int().nullable(),
  /** The training under way, else the last one. */
  training: trainingSchema.nullable(),
  everyDays: z.int().nullable(),
  newCasesMin: z.int(),
  nextAt: z.iso.datetime().nullable(),
});
export type ClassifierDetail = z.infer<typeof classifierDetailSchema>;

interface VersionRow extends Omit<ClassifierVersionView, 'trainedAt' | 'isAdopted' | 'evaluation' | 'comparison'> {
  readonly evaluation: unknown;
  readonly comparison: unknown;
  readonly trainedAt: Date;
}

const listVersions = async (
  tx: Tx,
  organisationId: OrganisationId,
  taskId: string,
  adoptedNumber: number | null,
): Promise<ClassifierVersionView[]> => {
  const rows = await tx.query<VersionRow>(
    `SELECT number, evaluation, comparison, reason, model_hash AS "modelHash", trained_at AS "trainedAt",
            trained_by_label AS "trainedByLabel"
     FROM classifier_version WHERE organisation_id = $1 AND task_id = $2
     ORDER BY number = $3 DESC, number DESC LIMIT 20`,
    [organisationId, taskId, adoptedNumber ?? -1],
  );
  return rows
    .map((row) => ({
      ...row,
      isAdopted: row.number === adoptedNumber,
      evaluation: classifierEvaluationSchema.parse(row.evaluation),
      comparison: comparisonSchema.nullable().parse(row.comparison),
      trainedAt: row.trainedAt.toISOString(),
    }))
    .sort((left, right) => right.number - left.number);
};

interface TrainingRow extends Omit<z.infer<typeof trainingSchema>, 'requestedAt' | 'finishedAt'> {
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
}

const findTraining = async (tx: Tx, organisationId: OrganisationId, taskId: string) => {
  const [row] = await tx.query<TrainingRow>(
    `SELECT id, status, progress, case_count AS "caseCount", requested_at AS "requestedAt", error,
            requested_by_label AS "requestedByLabel", finished_at AS "finishedAt"
     FROM classifier_training WHERE organisation_id = $1 AND task_id = $2 ORDER BY id DESC LIMIT 1`,
    [organisationId, taskId],
  );
  return row
    ? { ...row, requestedAt: row.requestedAt.toISOString(), finishedAt: row.finishedAt?.toISOString() ?? null }
    : null;
};

const readFacts = async (tx: Tx, organisationId: OrganisationId, taskId: string) => {
  const [row] = await tx.query<{ hasSupplier: boolean; freshCount: number }>(
    `SELECT EXISTS (SELECT 1 FROM supplier WHERE organisation_id = $1 AND kind = 'classifier' AND is_enabled
                    AND removed_at IS NULL) AS "hasSupplier",
            (SELECT count(*)::int FROM labelled_case WHERE organisation_id = $1 AND task_id = $2 AND at > coalesce(
               (SELECT max(started_at) FROM classifier_training WHERE task_id = $2 AND status = 'completed'), '-infinity'))
              AS "freshCount"`,
    [organisationId, taskId],
  );
  return row ?? { hasSupplier: false, freshCount: 0 };
};

/** Everything about the classifier of a task but its cases: what it can learn, versions with their evaluation, training, schedule. */
export const getClassifier = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof getClassifierInput>,
): Promise<ClassifierDetail> => {
  authorise(actor, 'tasks.read');
  const { slug } = getClassifierInput.parse(raw);
  const { organisationId } = actor;
  return app.db.transaction(tenant(actor), async (tx) => {
    const task = await requireTask(tx, organisationId, slug);
    // First: whoever sees a training completed sees in what is read after it the version and who answers now.
    const training = await findTraining(tx, organisationId, task.id);
    const found = findLabelField(task.draft);
    const labels = await countLabels(tx, organisationId, task.id);
    const classifier = await findClassifier(tx, organisationId, task.id);
    return {
      labelField: found.ok ? found.field.name : null,
      obstacle: found.ok ? findShortage(labels) : found.reason,
      labels,
      caseCount: labels.reduce((sum, { cases }) => sum + cases, 0),
      ...(await readFacts(tx, organisationId, task.id)),
      versions: await listVersions(tx, organisationId, task.id, classifier.adoptedNumber),
      adoptedNumber: classifier.adoptedNumber,
      training,
      everyDays: classifier.everyDays,
      newCasesMin: classifier.newCasesMin,
      nextAt: classifier.nextAt?.toISOString() ?? null,
    };
  });
};
