import {
  type Actor,
  type DataClass,
  datasetIdSchema,
  describeDataIssues,
  highestDataClass,
  type JsonValue,
  jsonObjectSchema,
  type TaskSpec,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { readStored } from '../payloads/stored-value.ts';
import { requireTask } from '../tasks/task-record.ts';
import { requireDataset } from './dataset-record.ts';
import { casesMax, countCases, type NewCase, storeCases } from './store-cases.ts';

export const collectCasesInput = z.object({
  datasetId: datasetIdSchema,
  /**
   * `correction`: what people answered themselves, and what they corrected in an approval or on a run's page. `approval`: what
   * stood when somebody approved and corrected nothing. `labelled`: the task's labelled cases, which its classifier learns from.
   * `run`: what was accepted by the checks; without an expected answer, as nobody has said that it is right.
   */
  from: z.enum(['correction', 'approval', 'labelled', 'run']),
  /** The newest so many. */
  count: z.int().min(1).max(1000).default(100),
});
export const collectedCasesSchema = z.object({ found: z.int(), added: z.int() });

interface FoundRow {
  readonly step_id: string | null;
  readonly run_id: string | null;
  readonly person_id: string | null;
  readonly person_label: string | null;
  readonly data_class: DataClass | null;
  readonly input: JsonValue;
  readonly expected: JsonValue;
  readonly sources:
    | readonly { readonly slug: string; readonly versionId: string; readonly dataClass: DataClass }[]
    | null;
}

const sourcesOf = `(SELECT jsonb_agg(jsonb_build_object('slug', so.slug, 'versionId', ss.source_version_id,
                                                        'dataClass', so.data_class))
   FROM step_source ss JOIN source so ON so.id = ss.source_id WHERE ss.step_id = s.id) AS sources`;

const ofStep = 's.id AS step_id, s.run_id';
const byNobody = 'NULL::uuid AS person_id, NULL::text AS person_label, NULL::text AS data_class';

/** Steps of the task that a model did, newest first. */
const stepsOfTask = `FROM receipt r JOIN receipt_term t ON t.id = r.task_ref AND t.organisation_id = $1
      JOIN task k ON k.slug = t.key AND k.organisation_id = $1 AND k.id = $2
      JOIN step s ON s.id = r.step_id AND s.organisation_id = $1
    WHERE r.organisation_id = $1 AND s.status = 'completed'`;

const statements: Readonly<Record<z.infer<typeof collectCasesInput>['from'], string>> = {
  // The later word of a person on one step is the one that counts.
  correction: `
    SELECT * FROM (
      SELECT ${ofStep}, w.done_by_id AS person_id, u.name AS person_label, NULL::text AS data_class, w.input,
             w.output AS expected, ${sourcesOf}, w.done_at AS at
      FROM work_item w JOIN task_version v ON v.id = w.task_version_id JOIN step s ON s.id = w.step_id
        LEFT JOIN app_user u ON u.id = w.done_by_id
      WHERE w.organisation_id = $1 AND v.task_id = $2 AND w.status = 'done' AND w.output IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM correction later WHERE later.step_id = s.id)
      UNION ALL
      SELECT ${ofStep}, c.person_id, c.person_label, c.data_class, s.input, c.output, ${sourcesOf}, c.created_at
      FROM correction c JOIN step s ON s.id = c.step_id
      WHERE c.organisation_id = $1 AND c.task_id = $2
        AND NOT EXISTS (SELECT 1 FROM correction later WHERE later.step_id = c.step_id AND later.id > c.id)) said
    ORDER BY at DESC LIMIT $3`,
  approval: `
    SELECT ${ofStep}, ${byNobody}, s.input, s.output AS expected, ${sourcesOf} ${stepsOfTask}
      AND EXISTS (SELECT 1 FROM approval_request a
                  WHERE a.organisation_id = $1 AND a.run_id = s.run_id AND a.status = 'approved'
                    AND a.decided_at >= s.finished_at)
      AND NOT EXISTS (SELECT 1 FROM correction c WHERE c.step_id = s.id)
    ORDER BY r.id DESC LIMIT $3`,
  labelled: `
    SELECT step_id, run_id, created_by_id AS person_id, (SELECT name FROM app_user WHERE id = created_by_id) AS person_label,
           data_class, input, expected, NULL::jsonb AS sources FROM labelled_case
    WHERE organisation_id = $1 AND task_id = $2 ORDER BY at DESC LIMIT $3`,
  run: `
    SELECT ${ofStep}, ${byNobody}, s.input, NULL::jsonb AS expected, ${sourcesOf} ${stepsOfTask}
    ORDER BY r.id DESC LIMIT $3`,
};

/** The case, when its values are at hand and fit what the task is now. Large values, kept elsewhere, are left out. */
const toCase = (task: TaskSpec, row: FoundRow): (NewCase & { readonly dataClass: DataClass }) | null => {
  const [input, expected] = [readStored(row.input), row.expected === null ? null : readStored(row.expected)];
  if ('packed' in input || (expected !== null && 'packed' in expected)) return null;
  if (describeDataIssues(task.input, input.value)) return null;
  if (expected !== null && describeDataIssues(task.output, expected.value)) return null;
  const sources = row.sources ?? [];
  return {
    input: jsonObjectSchema.parse(input.value),
    expected: expected?.value ?? null,
    sources: sources.map(({ slug, versionId }) => ({ slug, versionId })),
    ...(row.step_id === null ? {} : { stepId: row.step_id }),
    ...(row.run_id === null ? {} : { runId: row.run_id }),
    ...(row.person_id === null
      ? {}
      : { person: { id: row.person_id, label: row.person_label ?? 'Somebody who left' } }),
    dataClass: highestDataClass([
      task.dataClass,
      row.data_class ?? task.dataClass,
      ...sources.map((each) => each.dataClass),
    ]),
  };
};

/**
 * Adds cases from what the task has done: corrections by people, answers that stood when somebody approved, or accepted answers.
 * Each keeps the versions of the sources that were read with it. Asking again adds only what is new.
 */
export const collectCases = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof collectCasesInput>,
): Promise<z.infer<typeof collectedCasesSchema>> => {
  authorise(actor, 'evals.manage');
  const { datasetId, from, count } = collectCasesInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const dataset = await requireDataset(tx, organisationId, datasetId, { forUpdate: true });
    const { draft } = await requireTask(tx, organisationId, dataset.taskSlug);
    const rows = await tx.query<FoundRow>(statements[from], [organisationId, dataset.taskId, count]);
    const room = casesMax - (await countCases(tx, organisationId, datasetId));
    const cases = rows.flatMap((row) => toCase(draft, row) ?? []).slice(0, room);
    if (cases.length === 0) return { found: rows.length, added: 0 };
    const dataClass = highestDataClass(cases.map((each) => each.dataClass));
    const of = { ...dataset, organisationId };
    const added = await storeCases(tx, of, cases, { origin: from, at: app.now(), dataClass });
    if (added > 0) {
      await appendAudit(tx, actor, app.now(), {
        type: 'dataset.cases-added',
        target: { id: dataset.id, label: dataset.name },
        payload: { origin: from, added, dataClass: highestDataClass([dataset.dataClass, dataClass]) },
      });
    }
    return { found: rows.length, added };
  });
};
