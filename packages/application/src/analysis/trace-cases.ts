import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import { z } from 'zod';

/** A case of a dataset that holds the key, and who was asked with it in evaluations. */
export const tracedCaseSchema = z.object({
  datasetId: z.string(),
  datasetName: z.string(),
  caseId: z.string(),
  /** upload | run | correction | approval */
  origin: z.string(),
  /** The run that it was taken from. */
  runId: z.string().nullable(),
  asked: z.array(z.object({ evalRunId: z.string(), receiptId: z.string(), ref: z.string(), at: z.iso.datetime() })),
});
export type TracedCase = z.infer<typeof tracedCaseSchema>;

/** Looked through, newest first; more are not looked into, which the answer says. */
const casesMax = 20_000;
const foundMax = 200;

interface Row extends Omit<TracedCase, 'asked'> {
  readonly asked: readonly { evalRunId: string; receiptId: string; ref: string; at: string }[];
}

const cases = `
  WITH looked AS MATERIALIZED (
    SELECT * FROM dataset_case WHERE organisation_id = $1 ORDER BY id DESC LIMIT ${casesMax}),
  found AS (
    SELECT * FROM looked
    WHERE jsonb_path_exists(input, '$.** ? (@ == $key)', jsonb_build_object('key', $2::text))
       OR jsonb_path_exists(expected, '$.** ? (@ == $key)', jsonb_build_object('key', $2::text))
    ORDER BY id DESC LIMIT ${foundMax})
  SELECT d.id AS "datasetId", d.name AS "datasetName", f.id AS "caseId", f.origin, f.run_id AS "runId",
         coalesce((
           SELECT jsonb_agg(jsonb_build_object('evalRunId', x.eval_run_id, 'receiptId', r.id, 'ref', asked.key, 'at', r.created_at)
                            ORDER BY r.id)
           FROM eval_result x JOIN receipt r ON r.organisation_id = $1 AND r.id = x.receipt_id
             CROSS JOIN LATERAL unnest(array_prepend(r.candidate_ref, r.also_tried_refs)) AS who (ref)
             JOIN receipt_term asked ON asked.id = who.ref
           WHERE x.organisation_id = $1 AND x.case_id = f.id), '[]') AS asked
  FROM found f JOIN dataset d ON d.id = f.dataset_id ORDER BY f.id DESC`;

/** Cases of datasets that hold the key as a value, with everybody who was asked with them. */
export const listTracedCases = async (tx: Tx, organisationId: OrganisationId, key: string): Promise<TracedCase[]> => {
  const rows = await tx.query<Row>(cases, [organisationId, key]);
  return rows.map((row) => ({
    ...row,
    asked: row.asked.map((each) => ({ ...each, at: new Date(each.at).toISOString() })),
  }));
};
