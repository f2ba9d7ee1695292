import { contentDigest } from '@switchyard/approvals';
import type { Tx } from '@switchyard/db';
import {
  type DataClass,
  type JsonObject,
  type JsonValue,
  type OrganisationId,
  receiptSchema,
  type SourceAuthority,
} from '@switchyard/domain';
import type { App } from '../app.ts';
import { unpackLarge } from '../payloads/unpack-large.ts';
import { loadVersion } from '../sources/load-version.ts';
import type { ApprovalContent } from './approval-content.ts';
import { compareWithSource } from './compare-with-source.ts';
import type { EvidenceReceipt, EvidenceSource, EvidenceStep } from './inbox-item-schema.ts';

interface StepRow {
  readonly id: string;
  readonly output: JsonValue;
  readonly receipt_id: string | null;
  readonly outcome: string;
  readonly supplier_slug: string | null;
  readonly model_key: string | null;
  readonly is_simulated: boolean;
  readonly cost_micro_usd: number;
  readonly duration_ms: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly data_class: DataClass;
  readonly detail: unknown;
}

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
    `SELECT s.id, s.output, c.id AS receipt_id, c.outcome, c.supplier_slug, c.model_key, c.is_simulated, c.cost_micro_usd,
            c.duration_ms, c.input_tokens, c.output_tokens, c.data_class, c.detail
     FROM step s
     LEFT JOIN LATERAL (SELECT * FROM receipt WHERE step_id = s.id ORDER BY created_at DESC LIMIT 1) AS c ON true
     WHERE s.organisation_id = $1 AND s.id = ANY($2::uuid[])`,
    [organisationId, pinned.map(({ stepId }) => stepId)],
  );
  const shown = pinned.map(async ({ stepId, nodeId, name, outputDigest }): Promise<EvidenceStep[]> => {
    const row = rows.find(({ id }) => id === stepId);
    if (!row) return [];
    // Of the form in its row: a large result is pinned by the hash that it is stored under.
    const isUnchanged = contentDigest(row.output) === outputDigest;
    const receipt = mayReadReceipts && row.receipt_id !== null ? toReceipt(row, row.receipt_id) : null;
    const output = await unpackLarge(app, organisationId, row.output);
    return [{ stepId, nodeId, name, output, isUnchanged, receipt }];
  });
  return (await Promise.all(shown)).flat();
};

const toReceipt = (row: StepRow, id: string): EvidenceReceipt => {
  const detail = receiptSchema.safeParse(row.detail);
  const attempts = detail.success ? detail.data.attempts : [];
  return {
    id,
    outcome: row.outcome,
    supplier: row.supplier_slug,
    model: row.model_key,
    isSimulated: row.is_simulated,
    costMicroUsd: row.cost_micro_usd,
    durationMs: row.duration_ms,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    dataClass: row.data_class,
    attempts: attempts.length,
    explanation: detail.success ? detail.data.decision.explanation : '',
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
