import type { Tx } from '@switchyard/db';
import { DomainError, type JsonValue, type ToolCallStatus } from '@switchyard/domain';
import type { App } from '../app.ts';
import { inTransaction } from '../change.ts';
import type { ClaimedStep } from '../runs/claim-step.ts';
import { holdsLease } from '../runs/finish-step.ts';

/** A call as it is recorded; `result` as its column holds it. */
export interface CallRecord {
  readonly id: string;
  readonly turn: number;
  readonly receiptId: string;
  readonly name: string;
  readonly server: string | null;
  readonly tool: string;
  readonly definitionDigest: string | null;
  readonly askedId: string;
  readonly arguments: JsonValue;
  readonly argumentsDigest: string;
  readonly needsApproval: boolean;
  readonly isRepeatable: boolean;
  readonly status: ToolCallStatus;
  readonly reason: string | null;
  readonly approvalId: string | null;
  readonly tries: number;
  readonly result: JsonValue;
  readonly durationMs: number;
}

export interface TurnRecord {
  readonly ordinal: number;
  readonly status: 'asked' | 'answered';
  readonly text: string;
  readonly costMicroUsd: number;
  readonly durationMs: number;
  readonly calls: readonly CallRecord[];
}

const callColumns = `id, turn, receipt_id AS "receiptId", name, server, tool, definition_digest AS "definitionDigest",
  asked_id AS "askedId", arguments, arguments_digest AS "argumentsDigest", needs_approval AS "needsApproval",
  is_repeatable AS "isRepeatable", status, reason, approval_id AS "approvalId", tries, result, duration_ms AS "durationMs"`;

/** Everything recorded of an agent step, in its order. */
export const readTurns = async (
  tx: Tx,
  { organisationId, id }: Pick<ClaimedStep, 'organisationId' | 'id'>,
): Promise<TurnRecord[]> => {
  const [turns, calls] = await Promise.all([
    tx.query<Omit<TurnRecord, 'calls'>>(
      `SELECT ordinal, status, text, cost_micro_usd AS "costMicroUsd", duration_ms AS "durationMs"
       FROM agent_turn WHERE organisation_id = $1 AND step_id = $2 ORDER BY ordinal`,
      [organisationId, id],
    ),
    tx.query<CallRecord>(
      `SELECT ${callColumns} FROM agent_call WHERE organisation_id = $1 AND step_id = $2 ORDER BY turn, ordinal`,
      [organisationId, id],
    ),
  ]);
  return turns.map((turn) => ({ ...turn, calls: calls.filter((call) => call.turn === turn.ordinal) }));
};

/** The same in a transaction of its own. */
export const loadTurns = (app: App, step: ClaimedStep): Promise<TurnRecord[]> =>
  app.db.transaction({ organisationId: step.organisationId }, (tx) => readTurns(tx, step));

/**
 * Writes while the step is held, under the lock of its run: whoever has lost the lease writes nothing. What is written shows
 * at once on the run's page. Throws `not_permitted_now` when the lease is lost.
 */
export const writeHeld = (app: App, step: ClaimedStep, write: (tx: Tx) => Promise<void>): Promise<void> =>
  inTransaction(app, { organisationId: step.organisationId }, async (tx) => {
    await tx.query('SELECT 1 FROM run WHERE organisation_id = $1 AND id = $2 FOR UPDATE', [
      step.organisationId,
      step.runId,
    ]);
    if (!(await holdsLease(tx, step))) {
      throw new DomainError('not_permitted_now', 'Another worker has taken this step over.');
    }
    await write(tx);
    tx.send('UPDATE run SET revision = revision + 1 WHERE organisation_id = $1 AND id = $2', [
      step.organisationId,
      step.runId,
    ]);
  });

interface CallEnd {
  readonly status: ToolCallStatus;
  readonly reason: string | null;
  readonly result?: JsonValue;
  readonly resultDigest?: string;
  readonly durationMs?: number;
  readonly at: Date;
}

/** Writes what became of a call. */
export const endCall = (tx: Tx, call: Pick<CallRecord, 'id'>, end: CallEnd): void =>
  tx.send(
    `UPDATE agent_call SET status = $2, reason = $3, result = $4, result_digest = $5, duration_ms = duration_ms + $6, ended_at = $7
     WHERE id = $1`,
    [
      call.id,
      end.status,
      end.reason,
      end.result === undefined ? null : JSON.stringify(end.result),
      end.resultDigest ?? null,
      end.durationMs ?? 0,
      end.at,
    ],
  );
