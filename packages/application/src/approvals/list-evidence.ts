import { contentDigest } from '@switchyard/approvals';
import type { Tx } from '@switchyard/db';
import {
  dataSchemaSchema,
  type JsonObject,
  type JsonValue,
  type OrganisationId,
  type SourceAuthority,
} from '@switchyard/domain';
import type { App } from '../app.ts';
import { unpackLarge } from '../payloads/unpack-large.ts';
import { type ReceiptRow, receiptColumns, receiptTables, toReceiptDetail } from '../receipts/receipt-row.ts';
import { loadVersion } from '../sources/load-version.ts';
import type { ApprovalContent } from './approval-content.ts';
import { compareWithSource } from './compare-with-source.ts';
import type { EvidenceReceipt, EvidenceSource, EvidenceStep } from './inbox-item-schema.ts';

interface StepRow {
  readonly id: string;
  readonly run_id: string;
  readonly output: JsonValue;
  readonly schema: unknown;
}

/** The output schema of the task that a model did in this step. */
const answeredSchema = `(
  SELECT v.spec -> 'output' FROM receipt r JOIN receipt_term t ON t.id = r.task_version_ref
    JOIN task_version v ON v.id = CASE WHEN t.kind = 'task_version' THEN t.key::uuid END
  WHERE r.organisation_id = $1 AND r.run_id = step.run_id AND r.step_id = step.id ORDER BY r.id DESC LIMIT 1)`;

/**
 * Results and receipts of the pinned steps, in the order of the request. Receipts are left out without the permission.
 * Results are always whole, also large ones: nobody decides on what they cannot see. Throws `payload_lost`.
 */
export const listEvidenceSteps = async (
  { app, tx }: { readonly app: App; readonly tx: Tx },
  organisationId: OrganisationId,
  pinned: ApprovalContent['evidence'],
  mayReadReceipts: boolean,
): Promise<EvidenceStep[]> => {
  if (pinned.length === 0) return [];
  const rows = await tx.query<StepRow>(
    `SELECT id, run_id, output, ${answeredSchema} AS schema FROM step WHERE organisation_id = $1 AND id = ANY($2::uuid[])`,
    [organisationId, pinned.map(({ stepId }) => stepId)],
  );
  const receipts = mayReadReceipts
    ? await listRunReceipts(tx, organisationId, rows)
    : new Map<string, EvidenceReceipt>();
  const shown = pinned.map(async ({ stepId, nodeId, name, outputDigest }): Promise<EvidenceStep[]> => {
    const row = rows.find(({ id }) => id === stepId);
    if (!row) return [];
    // Of the form in its row: a large result is pinned by the hash that it is stored under.
    const isUnchanged = contentDigest(row.output) === outputDigest;
    const receipt = receipts.get(stepId) ?? null;
    const output = await unpackLarge(app, organisationId, row.output);
    const correctableBy = dataSchemaSchema.nullable().parse(row.schema);
    return [{ stepId, nodeId, name, output, isUnchanged, receipt, correctableBy }];
  });
  return (await Promise.all(shown)).flat();
};

/** The last receipt of each step. */
const listRunReceipts = async (
  tx: Tx,
  organisationId: OrganisationId,
  steps: readonly StepRow[],
): Promise<Map<string, EvidenceReceipt>> => {
  const rows = await tx.query<ReceiptRow>(
    `SELECT ${receiptColumns} FROM ${receiptTables}
     WHERE r.organisation_id = $1 AND r.run_id = ANY($2::uuid[]) AND r.step_id = ANY($3::uuid[]) ORDER BY r.id`,
    [organisationId, [...new Set(steps.map(({ run_id }) => run_id))], steps.map(({ id }) => id)],
  );
  return new Map(rows.map((row) => [row.stepId ?? '', toReceipt(row)]));
};

const toReceipt = (row: ReceiptRow): EvidenceReceipt => {
  const { attempts, decision } = toReceiptDetail(row).receipt;
  return {
    id: row.id,
    outcome: row.outcome,
    supplier: row.supplierSlug,
    model: row.modelKey,
    isSimulated: row.isSimulated,
    costMicroUsd: row.costMicroUsd,
    durationMs: row.durationMs,
    inputTokens: row.inputTokens,
    outputTokens: row.outputTokens,
    dataClass: row.dataClass,
    attempts: attempts.length,
    explanation: decision.explanation,
    checks: (attempts.at(-1)?.checks ?? []).map(({ name, isPassed, explanation }) => ({ name, isPassed, explanation })),
  };
};

export interface ReadSource {
  readonly versionId: string;
  readonly slug: string;
  readonly name: string;
  readonly authority: SourceAuthority;
  readonly versionNumber: number;
  readonly fetchedAt: Date;
  readonly rowCount: number;
}

interface SourceRow {
  readonly version_id: string;
  readonly slug: string;
  readonly name: string;
  readonly authority: SourceAuthority;
  readonly number: number;
  readonly fetched_at: Date;
  readonly row_count: number;
}

/** The versions of sources that the run has read so far. */
export const listReadSources = async (tx: Tx, organisationId: OrganisationId, runId: string): Promise<ReadSource[]> => {
  const rows = await tx.query<SourceRow>(
    `SELECT DISTINCT v.id AS version_id, s.slug, s.name, s.authority, v.number, v.fetched_at, v.row_count
     FROM step_source ss JOIN source s ON s.id = ss.source_id JOIN source_version v ON v.id = ss.source_version_id
     WHERE ss.organisation_id = $1 AND ss.run_id = $2 ORDER BY s.name, v.number LIMIT 20`,
    [organisationId, runId],
  );
  return rows.map((row) => ({
    versionId: row.version_id,
    slug: row.slug,
    name: row.name,
    authority: row.authority,
    versionNumber: row.number,
    fetchedAt: row.fetched_at,
    rowCount: row.row_count,
  }));
};

const isRow = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The extracted values of several steps as one object; a later step wins. */
export const mergeOutputs = (outputs: readonly JsonValue[]): JsonObject => Object.assign({}, ...outputs.filter(isRow));

/** Each source with its row that the extracted values are about. Reads content outside any transaction, from the cache. */
export const compareSources = async (
  app: App,
  organisationId: OrganisationId,
  sources: readonly ReadSource[],
  extracted: JsonObject,
): Promise<EvidenceSource[]> => {
  const compared: EvidenceSource[] = [];
  for (const { versionId, fetchedAt, ...source } of sources) {
    const { data } = await loadVersion(app, organisationId, versionId);
    const match = Array.isArray(data) ? compareWithSource(extracted, data.filter(isRow)) : null;
    const fields = match?.fields.map((field) => ({ ...field })) ?? [];
    compared.push({ ...source, fetchedAt: fetchedAt.toISOString(), match: match && { ...match, fields } });
  }
  return compared;
};
