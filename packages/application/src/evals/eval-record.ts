import type { Tx } from '@switchyard/db';
import {
  type DataClass,
  DomainError,
  dataClassSchema,
  type Grading,
  gradingSchema,
  type OrganisationId,
  type TaskId,
  taskSpecSchema,
} from '@switchyard/domain';
import { z } from 'zod';

/** One side of a comparison: who answers, and to which wording of the task. */
export const armSchema = z.object({
  label: z.string(),
  /** Null: as routing decides. */
  candidateRef: z.string().nullable(),
  /** The draft is what nobody runs yet, an earlier one what nobody runs any more: answers to them say nothing about the task. */
  wording: z.enum(['published', 'draft', 'earlier']),
  taskVersionId: z.string().nullable(),
  spec: taskSpecSchema,
});
export type Arm = z.infer<typeof armSchema>;

export const evalStatuses = ['planned', 'running', 'stopped', 'cancelled', 'done'] as const;
export type EvalStatus = (typeof evalStatuses)[number];

export const estimateSchema = z.object({
  /** Of all that is still to be asked, graded by models included. */
  expectedMicroUsd: z.int().min(0),
  /** Every answer as long as it may be, and every retry used. */
  atMostMicroUsd: z.int().min(0),
  arms: z.array(z.object({ label: z.string(), expectedMicroUsd: z.int(), atMostMicroUsd: z.int() })),
  gradingMicroUsd: z.int().min(0),
  /** Inputs whose tokens were counted; the others are taken to be like them. */
  countedCases: z.int(),
});
export type Estimate = z.infer<typeof estimateSchema>;

export interface EvalRecord {
  readonly id: string;
  readonly organisationId: OrganisationId;
  readonly taskId: TaskId;
  readonly taskSlug: string;
  readonly taskName: string;
  readonly datasetId: string;
  readonly datasetName: string;
  readonly purpose: 'comparison' | 'regression';
  readonly arms: readonly Arm[];
  readonly grading: Grading;
  readonly dataClass: DataClass;
  readonly confidence: number;
  readonly margin: number;
  readonly status: EvalStatus;
  readonly stopReason: string | null;
  readonly caseCount: number;
  /** The version of the task's classifier that may answer; null: none may. */
  readonly classifierVersionId: string | null;
  /** Cases of the dataset that it learned from, and that nobody is asked. */
  readonly leftOut: number;
  readonly estimate: Estimate;
  readonly createdById: string | null;
  readonly createdByLabel: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

type Parsed = 'arms' | 'grading' | 'dataClass' | 'estimate';
type EvalRow = Omit<EvalRecord, Parsed> & Readonly<Record<Parsed, unknown>>;

const columns = `e.id, e.organisation_id AS "organisationId", e.task_id AS "taskId", t.slug AS "taskSlug", t.name AS "taskName",
  e.dataset_id AS "datasetId", d.name AS "datasetName", e.purpose, e.arms, e.grading, e.data_class AS "dataClass",
  e.confidence, e.margin, e.status, e.stop_reason AS "stopReason", e.case_count AS "caseCount", e.estimate,
  e.classifier_version_id AS "classifierVersionId", e.left_out AS "leftOut",
  e.created_by_id AS "createdById", e.created_by_label AS "createdByLabel", e.created_at AS "createdAt",
  e.started_at AS "startedAt", e.finished_at AS "finishedAt"`;
const tables = 'eval_run e JOIN task t ON t.id = e.task_id JOIN dataset d ON d.id = e.dataset_id';

const toRecord = (row: EvalRow): EvalRecord => ({
  ...row,
  arms: z.array(armSchema).parse(row.arms),
  grading: gradingSchema.parse(row.grading),
  dataClass: dataClassSchema.parse(row.dataClass),
  estimate: estimateSchema.parse(row.estimate),
});

/** How people find an evaluation: its candidates and its dataset. */
export const evalLabel = ({ arms, taskName }: Pick<EvalRecord, 'arms' | 'taskName'>): string =>
  `${arms.map(({ label }) => label).join(' against ')} on ${taskName}`;

/** Throws `not_found`; another tenant's is not found either. `forUpdate` locks it. */
export const requireEval = async (
  tx: Tx,
  organisationId: OrganisationId,
  id: string,
  options: { readonly forUpdate?: boolean } = {},
): Promise<EvalRecord> => {
  const [row] = await tx.query<EvalRow>(
    `SELECT ${columns} FROM ${tables} WHERE e.organisation_id = $1 AND e.id = $2 ${options.forUpdate ? 'FOR UPDATE OF e' : ''}`,
    [organisationId, id],
  );
  if (!row) throw new DomainError('not_found', 'This evaluation does not exist.');
  return toRecord(row);
};

/** Newest first; one more than `limit`, to say whether there are more. */
export const queryEvals = async (
  tx: Tx,
  organisationId: OrganisationId,
  filter: { readonly taskSlug: string | null; readonly cursor: string | null; readonly limit: number },
): Promise<EvalRecord[]> => {
  const rows = await tx.query<EvalRow>(
    `SELECT ${columns} FROM ${tables} WHERE e.organisation_id = $1 AND ($2::text IS NULL OR t.slug = $2)
       AND ($3::uuid IS NULL OR (e.created_at, e.id) < (SELECT created_at, id FROM eval_run WHERE id = $3))
     ORDER BY e.created_at DESC, e.id DESC LIMIT $4`,
    [organisationId, filter.taskSlug, filter.cursor, filter.limit + 1],
  );
  return rows.map(toRecord);
};
