import { newId, type Tx } from '@switchyard/db';
import type { DataClass, JsonObject, JsonValue, OrganisationId, Receipt } from '@switchyard/domain';
import { z } from 'zod';
import { largeBytes } from '../payloads/stored-value.ts';
import { decisiveAttempt, type ReceiptContext } from '../receipts/receipt-entry.ts';

/** What share of a task's calls is looked at again; read with the task's version. */
export const watchSharesSchema = z
  .object({ shadowRef: z.string().nullable(), shadowShare: z.number(), regradeShare: z.number() })
  .nullable();
export type WatchShares = z.infer<typeof watchSharesSchema>;

/** For a query of a task `t`: its shares as JSON, null where nothing is watched. */
export const watchSharesOf = `(SELECT jsonb_build_object('shadowRef', w.shadow_ref, 'shadowShare', w.shadow_share,
  'regradeShare', w.regrade_share) FROM task_watch w WHERE w.task_id = t.id)`;

export interface WatchableCall {
  readonly organisationId: OrganisationId;
  readonly taskId: string;
  readonly taskVersionId: string;
  readonly receiptId: string;
  readonly candidateRef: string;
  readonly dataClass: DataClass;
  readonly input: JsonObject;
  readonly output: JsonValue;
  readonly sources: readonly { readonly slug: string; readonly versionId: string }[];
  readonly at: Date;
}

/** Draws whether this call is looked at again, with numbers in [0, 1). Null: it is not. */
export const drawWatch = (shares: WatchShares, draws: readonly [number, number]) => {
  if (shares === null) return null;
  const isRegraded = draws[0] < shares.regradeShare;
  const shadowRef = draws[1] < shares.shadowShare ? shares.shadowRef : null;
  return isRegraded || shadowRef !== null ? { isRegraded, shadowRef } : null;
};

/**
 * Notes a drawn call with its step's result: it travels with the commit, and a worker looks at it afterwards. One whose values are
 * kept outside their rows for their size is left out.
 */
export const noteWatched = (tx: Tx, call: WatchableCall, drawn: NonNullable<ReturnType<typeof drawWatch>>): void => {
  const [input, output] = [JSON.stringify(call.input), JSON.stringify(call.output)];
  if (input.length + output.length > largeBytes) return;
  tx.send(
    `INSERT INTO watched_call (id, organisation_id, task_id, task_version_id, receipt_id, candidate_ref, shadow_ref,
                               is_regraded, data_class, input, output, sources, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      ...[newId(), call.organisationId, call.taskId, call.taskVersionId, call.receiptId, call.candidateRef],
      ...[drawn.shadowRef, drawn.isRegraded, call.dataClass, input, output],
      ...[JSON.stringify(call.sources.map(({ slug, versionId }) => ({ slug, versionId }))), call.at],
    ],
  );
};

interface TaskCall {
  readonly context: Pick<ReceiptContext, 'id' | 'organisationId' | 'taskVersionId' | 'taskId'>;
  readonly receipt: Receipt;
  readonly input: JsonObject;
  readonly output: JsonValue;
  readonly at: Date;
}

/**
 * Draws a gateway call that named a task, by the same rules as a step: what is noted travels with its receipt, so that the caller
 * waits for nothing more. Nothing for a call that nobody answered, or that was answered from before.
 */
export const drawTaskCall = (shares: WatchShares, call: TaskCall): { readonly note?: (tx: Tx) => void } => {
  const { context, receipt, output } = call;
  const candidateRef = receipt.outcome === 'accepted' ? decisiveAttempt(receipt)?.candidateRef : undefined;
  const { id: receiptId, organisationId, taskId, taskVersionId } = context;
  if (candidateRef === undefined || output === null || taskId === null || taskVersionId === null) return {};
  const drawn = drawWatch(shares, [Math.random(), Math.random()]);
  if (drawn === null) return {};
  const { dataClass } = receipt;
  const { input, at } = call;
  const about = { organisationId, taskId, taskVersionId, receiptId, candidateRef, dataClass };
  return { note: (tx) => noteWatched(tx, { ...about, input, output, at, sources: [] }, drawn) };
};
