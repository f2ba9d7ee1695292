import { contentDigest } from '@switchyard/approvals';
import { newId, type Tx } from '@switchyard/db';
import {
  type DataClass,
  type datasetIntakes,
  describeDataIssues,
  highestDataClass,
  type JsonObject,
  type JsonValue,
  type TaskSpec,
  taskSpecSchema,
  type UserActor,
} from '@switchyard/domain';
import { appendAudit } from '../audit/append-audit.ts';
import { type CaseSource, saveLabelledCases } from '../classifiers/labelled-case-record.ts';
import { readStored } from '../payloads/stored-value.ts';
import { requireDataset } from './dataset-record.ts';
import { casesMax, countCases, storeCases } from './store-cases.ts';

/** What a person said is the right answer of a task's step. */
export interface PersonsAnswer {
  readonly taskId: string;
  /** The task as it was asked. */
  readonly spec: TaskSpec;
  readonly runId: string;
  readonly stepId: string;
  /** As it lies in the step's row: an input that is kept elsewhere for its size makes no case. */
  readonly input: JsonValue;
  readonly output: JsonValue;
  /** Where it was said. */
  readonly source: Exclude<CaseSource, 'upload'>;
  readonly at: Date;
}

interface Case {
  readonly input: JsonObject;
  readonly expected: JsonValue;
  readonly dataClass: DataClass;
  readonly sources: readonly { readonly slug: string; readonly versionId: string }[];
}

interface ReadSource {
  readonly slug: string;
  readonly versionId: string;
  readonly dataClass: DataClass;
}

/** Versions of sources that the step read, which belong to its case. */
const readSources = (tx: Tx, person: UserActor, stepId: string): Promise<ReadSource[]> =>
  tx.query<ReadSource>(
    `SELECT so.slug, ss.source_version_id AS "versionId", so.data_class AS "dataClass"
     FROM step_source ss JOIN source so ON so.id = ss.source_id WHERE ss.organisation_id = $1 AND ss.step_id = $2`,
    [person.organisationId, stepId],
  );

interface DatasetRow {
  readonly id: string;
  readonly intake: (typeof datasetIntakes)[number];
  readonly draft: unknown;
}

/**
 * Keeps what a person said as a labelled case of the task, which its classifier learns from, and hands it to the task's datasets as
 * each of them says: added, offered, or not taken. All of it travels in the caller's transaction; class and sources of the step
 * stay with the case. The caller holds the run's lock; datasets are locked after it, in the order of their ids.
 */
export const keepPersonsAnswer = async (tx: Tx, person: UserActor, answer: PersonsAnswer): Promise<void> => {
  const { organisationId } = person;
  const { taskId, spec, runId, stepId, source, at, output } = answer;
  const stored = readStored(answer.input);
  const input = 'packed' in stored ? null : stored.value;
  if (input === null || typeof input !== 'object' || Array.isArray(input)) return;
  const read = await readSources(tx, person, stepId);
  const dataClass = highestDataClass([spec.dataClass, ...read.map((each) => each.dataClass)]);
  const context = { organisationId, taskId, spec, source, createdById: person.userId, dataClass, at };
  await saveLabelledCases(tx, { ...context, from: { runId, stepId } }, [{ input, expected: output }]);
  const sources = read.map(({ slug, versionId }) => ({ slug, versionId }));
  const datasets = await tx.query<DatasetRow>(
    `SELECT d.id, d.intake, t.draft FROM dataset d JOIN task t ON t.id = d.task_id
     WHERE d.organisation_id = $1 AND d.task_id = $2 AND d.archived_at IS NULL AND d.intake <> 'none' ORDER BY d.id`,
    [organisationId, taskId],
  );
  for (const dataset of datasets) {
    // What no longer fits the task as it is now would be a case that nobody can answer.
    const draft = taskSpecSchema.parse(dataset.draft);
    if (describeDataIssues(draft.input, input) || describeDataIssues(draft.output, output)) continue;
    const kept = { input, expected: output, dataClass, sources };
    if (dataset.intake === 'add') await add(tx, person, dataset.id, answer, kept);
    else await offer(tx, person, dataset.id, answer, kept);
  }
};

const originOf = ({ source }: PersonsAnswer): 'approval' | 'correction' =>
  source === 'approval' ? 'approval' : 'correction';

const add = async (tx: Tx, person: UserActor, datasetId: string, answer: PersonsAnswer, kept: Case): Promise<void> => {
  const { organisationId } = person;
  const { runId, stepId, at } = answer;
  const dataset = await requireDataset(tx, organisationId, datasetId, { forUpdate: true });
  if ((await countCases(tx, organisationId, datasetId)) >= casesMax) return;
  const origin = originOf(answer);
  const made = { ...kept, runId, stepId, person: { id: person.userId, label: person.name } };
  const { dataClass } = kept;
  const storing = { origin, at, dataClass, replaces: true };
  const added = await storeCases(tx, { ...dataset, organisationId }, [made], storing);
  if (added === 0) return;
  await appendAudit(tx, person, at, {
    type: 'dataset.cases-added',
    target: { id: dataset.id, label: dataset.name },
    runId,
    payload: { origin, added, dataClass: highestDataClass([dataset.dataClass, dataClass]) },
  });
};

/** One offer per input: a later correction takes the place of the one before, and what the dataset says already is none. */
const offer = async (tx: Tx, person: UserActor, datasetId: string, answer: PersonsAnswer, kept: Case) => {
  const { input, expected, dataClass, sources } = kept;
  await tx.execute(
    `INSERT INTO offered_case AS o (id, organisation_id, dataset_id, input, expected, sources, data_class, origin, run_id, step_id,
                                    person_id, person_label, digest, offered_at)
     SELECT $1::uuid, $2::uuid, $3::uuid, $4::jsonb, $5::jsonb, $6::jsonb, $7, $8, $9::uuid, $10::uuid, $11::uuid, $12, $13,
            $14::timestamptz
     WHERE NOT EXISTS (SELECT 1 FROM dataset_case c WHERE c.organisation_id = $2 AND c.dataset_id = $3 AND c.digest = $13
                       AND c.removed_at IS NULL AND c.expected = $5::jsonb)
     ON CONFLICT (dataset_id, digest) DO UPDATE
       SET expected = excluded.expected, sources = excluded.sources, data_class = excluded.data_class, origin = excluded.origin,
           run_id = excluded.run_id, step_id = excluded.step_id, person_id = excluded.person_id,
           person_label = excluded.person_label, offered_at = excluded.offered_at`,
    [
      ...[newId(), person.organisationId, datasetId, JSON.stringify(input), JSON.stringify(expected)],
      ...[JSON.stringify(sources), dataClass, originOf(answer), answer.runId, answer.stepId],
      ...[person.userId, person.name, contentDigest(input), answer.at],
    ],
  );
};
