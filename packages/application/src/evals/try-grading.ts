import {
  type Actor,
  DomainError,
  datasetCaseIdSchema,
  datasetIdSchema,
  gradeSchema,
  gradingSchema,
  highestDataClass,
  type JsonObject,
  type JsonValue,
  jsonValueSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { recordReceipts } from '../receipts/record-receipts.ts';
import { requireTask } from '../tasks/task-record.ts';
import { askJudges } from './ask-judges.ts';
import { requireDataset } from './dataset-record.ts';
import { gradeCase } from './grade-case.ts';
import { requireSoundGrading } from './lint-grading.ts';

export const tryGradingInput = z.object({
  datasetId: datasetIdSchema,
  caseId: datasetCaseIdSchema,
  /** The graders as they stand in the editor; nothing is saved. */
  grading: gradingSchema,
  /** The answer that is judged. */
  output: jsonValueSchema,
  /** Asks the judges among them too, which costs money; without it their grade stays open. */
  asksJudges: z.boolean().default(false),
});
export const triedGradingSchema = z.object({
  /** One per grader. */
  grades: z.array(gradeSchema),
  /** Null while a grade is missing. */
  score: z.number().nullable(),
  isPassed: z.boolean().nullable(),
  costMicroUsd: z.int(),
});

export type TriedGrading = z.infer<typeof triedGradingSchema>;

interface CaseRow {
  readonly input: JsonObject;
  readonly expected: JsonValue;
  readonly runId: string | null;
  readonly sources: readonly { readonly slug: string; readonly versionId: string }[];
}

const load = (app: App, actor: Actor, datasetId: string, caseId: string) =>
  app.db.transaction(tenant(actor), async (tx) => {
    const dataset = await requireDataset(tx, actor.organisationId, datasetId);
    const task = await requireTask(tx, actor.organisationId, dataset.taskSlug);
    const [row] = await tx.query<CaseRow>(
      `SELECT input, expected, run_id AS "runId", sources FROM dataset_case
       WHERE organisation_id = $1 AND dataset_id = $2 AND id = $3 AND removed_at IS NULL`,
      [actor.organisationId, datasetId, caseId],
    );
    if (!row) throw new DomainError('not_found', 'This case is not in the dataset.');
    return { ...row, task, dataClass: highestDataClass([task.draft.dataClass, dataset.dataClass]) };
  });

const unasked = { given: {}, receipts: [], costMicroUsd: 0 };

/**
 * Judges an answer to one case by graders that are not saved yet. A judge is asked only where the caller agrees to pay; floors and
 * budgets hold, and each question leaves its receipt. Throws `not_found`, `invalid_input` naming a grader that could never judge.
 */
export const tryGrading = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof tryGradingInput>,
): Promise<TriedGrading> => {
  authorise(actor, 'evals.manage');
  const { datasetId, caseId, grading, output, asksJudges } = tryGradingInput.parse(raw);
  requireSoundGrading(grading);
  const { organisationId } = actor;
  const { task, dataClass, ...about } = await load(app, actor, datasetId, caseId);
  const personId = actor.kind === 'user' ? actor.userId : null;
  const asked = asksJudges
    ? await askJudges(app, {
        ...{ organisationId, grading, output, personId },
        ...{ input: about.input, expected: about.expected, runId: about.runId },
        taskId: task.id,
        spec: { ...task.draft, dataClass },
        spender: { runId: null, personId, apiKeyId: actor.kind === 'api_key' ? actor.apiKeyId : null },
        signal: AbortSignal.timeout(task.draft.timeoutMs * 2),
      })
    : unasked;
  if (asked.receipts.length > 0) {
    await app.db.transaction({ organisationId }, (tx) => recordReceipts(tx, asked.receipts));
  }
  const graded = await gradeCase(app, { organisationId, grading, output, ...about, given: asked.given });
  return { ...graded, grades: [...graded.grades], costMicroUsd: asked.costMicroUsd };
};
