import { createHash } from 'node:crypto';
import { canonicalJson } from '@switchyard/audit';
import { newId, type Tx } from '@switchyard/db';
import type { DataClass, JsonObject, JsonValue, OrganisationId, TaskSpec } from '@switchyard/domain';
import { findLabelField, labelIn } from '@switchyard/suppliers';

/** Where a labelled case came from. The order says nothing. */
export const caseSources = ['upload', 'work_item', 'approval', 'run'] as const;
export type CaseSource = (typeof caseSources)[number];

export interface NewCase {
  readonly input: JsonObject;
  readonly expected: JsonValue;
}

export interface CaseContext {
  readonly organisationId: OrganisationId;
  readonly taskId: string;
  readonly spec: Pick<TaskSpec, 'input' | 'output'>;
  readonly source: CaseSource;
  readonly createdById: string | null;
  /** The step whose answer it is, and its run; without it, a file. */
  readonly from?: { readonly runId: string; readonly stepId: string };
  /** Of these cases; without it, the task's own. */
  readonly dataClass?: DataClass;
  readonly at: Date;
}

export interface SavedCases {
  readonly added: number;
  /** Inputs that were known with another answer; the later one counts. */
  readonly corrected: number;
  readonly unchanged: number;
}

const hashOf = (input: JsonObject): Buffer => createHash('sha256').update(canonicalJson(input)).digest();

const batchSize = 1000;

/**
 * Keeps cases, one per input: the same input again with another answer is corrected, with the same answer left alone. In the caller's
 * transaction. In order of their hash, so that two uploads never wait for each other's rows crosswise.
 */
export const saveLabelledCases = async (
  tx: Tx,
  context: CaseContext,
  cases: readonly NewCase[],
): Promise<SavedCases> => {
  const found = findLabelField(context.spec);
  const byHash = new Map(cases.map((each) => [hashOf(each.input).toString('hex'), each]));
  const ordered = [...byHash].sort(([left], [right]) => (left < right ? -1 : 1));
  let added = 0;
  let written = 0;
  for (let start = 0; start < ordered.length; start += batchSize) {
    const batch = ordered.slice(start, start + batchSize);
    const rows = await tx.query<{ isNew: boolean }>(
      `INSERT INTO labelled_case AS c (id, organisation_id, task_id, input_hash, input, expected, label, source, created_by_id, at,
                                       run_id, step_id, data_class)
       SELECT id, $1, $2, decode(hash, 'hex'), input, expected, label, $3, $4, $5, $11, $12, $13
       FROM unnest($6::uuid[], $7::text[], $8::jsonb[], $9::jsonb[], $10::text[]) AS given (id, hash, input, expected, label)
       ON CONFLICT (task_id, input_hash) DO UPDATE
         SET expected = excluded.expected, label = excluded.label, source = excluded.source,
             created_by_id = excluded.created_by_id, at = excluded.at, run_id = excluded.run_id,
             step_id = excluded.step_id, data_class = excluded.data_class
         WHERE c.expected IS DISTINCT FROM excluded.expected
       RETURNING xmax = 0 AS "isNew"`,
      [
        context.organisationId,
        context.taskId,
        context.source,
        context.createdById,
        context.at,
        batch.map(() => newId()),
        batch.map(([hash]) => hash),
        batch.map(([, { input }]) => JSON.stringify(input)),
        batch.map(([, { expected }]) => JSON.stringify(expected)),
        batch.map(([, { expected }]) => (found.ok ? labelIn(found.field, expected) : null)),
        context.from?.runId ?? null,
        context.from?.stepId ?? null,
        context.dataClass ?? null,
      ],
    );
    written += rows.length;
    added += rows.filter(({ isNew }) => isNew).length;
  }
  return { added, corrected: written - added, unchanged: ordered.length - written };
};
