import type { Tx } from '@switchyard/db';
import { newId } from '@switchyard/db';
import {
  type DataClass,
  dataClassSchema,
  type Grading,
  gradingSchema,
  highestDataClass,
  isDomainError,
  type JsonObject,
  type JsonValue,
  type OrganisationId,
  type ReceiptId,
  type TaskSpec,
  taskSpecSchema,
} from '@switchyard/domain';
import type { App } from '../app.ts';
import type { ReceiptEntry } from '../receipts/receipt-entry.ts';
import { recordReceipts } from '../receipts/record-receipts.ts';
import { performTask } from '../routing/perform-task.ts';
import { recordGraded } from '../routing/record-graded.ts';
import { patientMs } from '../supply/admit-supply.ts';
import { askJudges } from './ask-judges.ts';
import { loadCaseSources } from './case-sources.ts';
import { caseLeaseMs } from './claim-cases.ts';
import { evalReceipt } from './eval-receipt.ts';
import { gradeCase } from './grade-case.ts';
import { noticeDrift } from './notice-drift.ts';
import { withoutPeople } from './without-people.ts';

interface WatchedRow {
  readonly id: string;
  readonly organisationId: OrganisationId;
  readonly taskId: string;
  readonly taskVersionId: string;
  readonly receiptId: string;
  /** The run of that receipt. */
  readonly runId: string | null;
  readonly candidateRef: string;
  readonly shadowRef: string | null;
  readonly isRegraded: boolean;
  readonly dataClass: DataClass;
  readonly input: JsonObject;
  readonly output: JsonValue;
  readonly sources: readonly { readonly slug: string; readonly versionId: string }[];
  readonly fenceToken: number;
  readonly spec: unknown;
  readonly grading: unknown;
}

/** What was looked at is not kept a second time: the receipt and the step have it. */
const forgotten = `input = '{}', output = 'null', sources = '[]'`;

const spender = { runId: null, personId: null, apiKeyId: null };

/** What was begun by a worker that is gone may have been paid, and is not begun again. */
const claim = (app: App, max: number): Promise<WatchedRow[]> =>
  app.db.transaction('system', async (tx) => {
    const now = app.now();
    await tx.execute(
      `UPDATE watched_call SET status = 'lost', finished_at = $1, note = 'The worker ended while it looked.',
              ${forgotten}
       WHERE status = 'begun' AND lease_until < $1`,
      [now],
    );
    return tx.query<WatchedRow>(
      `WITH picked AS (SELECT id FROM watched_call WHERE status = 'pending' ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED),
       begun AS (
         UPDATE watched_call c SET status = 'begun', fence_token = c.fence_token + 1, lease_until = $2
         FROM picked WHERE c.id = picked.id RETURNING c.*)
       SELECT b.id, b.organisation_id AS "organisationId", b.task_id AS "taskId", b.task_version_id AS "taskVersionId", b.receipt_id AS "receiptId",
              (SELECT run_id FROM receipt r WHERE r.organisation_id = b.organisation_id AND r.id = b.receipt_id) AS "runId",
              b.candidate_ref AS "candidateRef", b.shadow_ref AS "shadowRef", b.is_regraded AS "isRegraded",
              b.data_class AS "dataClass", b.input, b.output, b.sources, b.fence_token AS "fenceToken", v.spec, w.grading
       FROM begun b JOIN task_version v ON v.id = b.task_version_id LEFT JOIN task_watch w ON w.task_id = b.task_id`,
      // One call in the shadow and a judge for each side, each within its own timeout.
      [max, new Date(now.getTime() + 20 * caseLeaseMs)],
    );
  });

interface Look {
  readonly spec: TaskSpec;
  readonly grading: Grading;
  readonly row: WatchedRow;
  readonly signal: AbortSignal;
}

interface Answer {
  readonly output: JsonValue;
  readonly costMicroUsd: number;
  readonly outputTokens: number | null;
}

/** Score of an answer by the watch's graders; without an expected answer, those that need one stay open. */
const grade = async (app: App, { spec, grading, row, signal }: Look, output: JsonValue, expected: JsonValue) => {
  const { organisationId, taskId, runId, input } = row;
  const asked = { organisationId, taskId, spec, grading, input, output, expected, spender, personId: null };
  const about = { ...asked, runId, signal };
  const judged = await askJudges(app, about);
  const { given } = judged;
  const { sources } = row;
  const { score } = await gradeCase(app, { organisationId, grading, input, output, expected, given, sources });
  return { score, receipts: judged.receipts };
};

const askShadow = async (app: App, { spec, row, signal }: Look, ref: string) => {
  const { organisationId, taskId, taskVersionId, runId, input } = row;
  const id = newId<ReceiptId>();
  const performed = await performTask(app, {
    ...{ organisationId, workflowId: null, taskId, task: spec, input, spender, signal },
    sources: await loadCaseSources(app, organisationId, row.sources),
    supplyWaitMs: patientMs,
    idempotencyKey: `${row.id}-${row.fenceToken}`,
    onlyRef: ref,
  });
  const { receipt, output, failure } = performed;
  const about = { id, organisationId, taskId, taskSlug: spec.slug, taskVersionId, personId: null, runId, input };
  const receipts: ReceiptEntry[] = receipt.attempts.length === 0 ? [] : [{ context: evalReceipt(about), receipt }];
  const outputTokens = receipt.attempts.reduce((sum, { tokens }) => sum + tokens.output, 0);
  const answer: Answer | null =
    receipt.outcome === 'accepted' && output !== null
      ? { output, costMicroUsd: receipt.costMicroUsd, outputTokens }
      : null;
  return { id, answer, receipts, note: failure?.message ?? null };
};

interface Looked {
  readonly score: number | null;
  readonly shadow: (Answer & { readonly score: number | null; readonly receiptId: string }) | null;
  readonly note: string | null;
  readonly receipts: readonly ReceiptEntry[];
}

const look = async (app: App, request: Look): Promise<Looked> => {
  const { row } = request;
  const production = await grade(app, request, row.output, null);
  if (row.shadowRef === null) return { ...production, shadow: null, note: null };
  const shadow = await askShadow(app, request, row.shadowRef);
  const receipts = [...production.receipts, ...shadow.receipts];
  if (shadow.answer === null) return { score: production.score, shadow: null, note: shadow.note, receipts };
  const graded = await grade(app, request, shadow.answer.output, null);
  return {
    score: production.score,
    shadow: { ...shadow.answer, score: graded.score, receiptId: shadow.id },
    note: null,
    receipts: [...receipts, ...graded.receipts],
  };
};

const store = async (app: App, { spec, grading, row }: Look, looked: Looked): Promise<void> => {
  const { organisationId, taskId, input, candidateRef } = row;
  const { passAt } = grading;
  const { score, shadow, note, receipts } = looked;
  await app.db.transaction({ organisationId }, async (tx: Tx) => {
    await recordReceipts(tx, receipts);
    const cost = receipts.reduce((sum, { receipt }) => sum + receipt.costMicroUsd, 0);
    const stored = await tx.execute(
      `UPDATE watched_call SET status = 'done', lease_until = NULL, score = $4, shadow_score = $5, shadow_receipt_id = $6,
              cost_micro_usd = $7, note = $8, finished_at = $9, ${forgotten}
       WHERE organisation_id = $1 AND id = $2 AND fence_token = $3 AND status IN ('begun', 'lost')`,
      [
        ...[organisationId, row.id, row.fenceToken, score, shadow?.score ?? null, shadow?.receiptId ?? null],
        ...[cost, note, app.now()],
      ],
    );
    if (stored === 0) return;
    const about = { organisationId, taskId, spec, input, passAt, at: app.now() };
    if (score !== null) {
      const answer = { output: row.output, ...(await readProduction(tx, row)) };
      await recordGraded(tx, { ...about, ...answer, candidateRef, score });
      await noticeDrift(app, tx, organisationId, taskId, candidateRef);
    }
    if (shadow && shadow.score !== null && row.shadowRef !== null) {
      const { output, costMicroUsd, outputTokens } = shadow;
      await recordGraded(tx, {
        ...about,
        output,
        costMicroUsd,
        outputTokens,
        candidateRef: row.shadowRef,
        score: shadow.score,
      });
    }
  });
};

/** What production's answer cost, by its receipt. */
const readProduction = async (tx: Tx, { organisationId, receiptId }: WatchedRow) => {
  const [row] = await tx.query<{ costMicroUsd: number; outputTokens: number }>(
    `SELECT cost_micro_usd AS "costMicroUsd", output_tokens AS "outputTokens" FROM receipt
     WHERE organisation_id = $1 AND id = $2`,
    [organisationId, receiptId],
  );
  return row ?? { costMicroUsd: 0, outputTokens: null };
};

const workCall = async (app: App, row: WatchedRow, signal: AbortSignal): Promise<void> => {
  const grading = gradingSchema.safeParse(row.grading);
  const spec = taskSpecSchema.parse(row.spec);
  if (!grading.success) return giveUp(app, row, 'It is not watched any more.');
  // A floor for the shadow and the judges: what production's data was, sources included.
  const dataClass = highestDataClass([spec.dataClass, dataClassSchema.parse(row.dataClass)]);
  const request = { spec: { ...withoutPeople(spec), dataClass }, grading: grading.data, row, signal };
  try {
    await store(app, request, await look(app, request));
  } catch (thrown) {
    signal.throwIfAborted();
    if (!isDomainError(thrown)) throw thrown;
    await giveUp(app, row, thrown.message);
  }
};

const giveUp = (app: App, row: WatchedRow, note: string): Promise<void> =>
  app.db.transaction({ organisationId: row.organisationId }, async (tx) => {
    await tx.execute(
      `UPDATE watched_call SET status = 'done', lease_until = NULL, note = $4, finished_at = $5, ${forgotten}
       WHERE organisation_id = $1 AND id = $2 AND fence_token = $3`,
      [row.organisationId, row.id, row.fenceToken, note, app.now()],
    );
  });

const concurrencyMax = 2;

/** Looks again at some calls of production that were drawn, long after their steps went on. Returns how many. */
export const workWatched = async (app: App, signal: AbortSignal = new AbortController().signal): Promise<number> => {
  const rows = await claim(app, concurrencyMax);
  const results = await Promise.allSettled(rows.map((row) => workCall(app, row, signal)));
  for (const result of results) {
    if (result.status === 'rejected') app.log.error({ err: result.reason }, 'watched call not looked at');
  }
  return rows.length;
};
