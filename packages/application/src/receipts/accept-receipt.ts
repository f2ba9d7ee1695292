import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import { raiseRollups } from './raise-rollups.ts';
import { codeOfOutcome } from './receipt-codes.ts';

const statement = `
  WITH accepted AS (
    UPDATE receipt SET outcome = ${codeOfOutcome('accepted')}
    WHERE organisation_id = $1 AND id = $2 AND outcome = ${codeOfOutcome('awaiting_person')} RETURNING *)
  ${raiseRollups(`(
    SELECT organisation_id, (created_at AT TIME ZONE 'UTC')::date AS day, coalesce(workflow_ref, 0) AS workflow_ref,
           coalesce(task_ref, 0) AS task_ref, coalesce(candidate_ref, 0) AS candidate_ref,
           coalesce(api_key_ref, 0) AS api_key_ref, coalesce(person_ref, 0) AS person_ref, origin, is_simulated,
           0 AS receipts, 1 AS accepted, 0 AS attempts, 0 AS errors, 0 AS cost_micro_usd, 0 AS input_tokens,
           0 AS cached_input_tokens, 0 AS output_tokens, 0 AS duration_ms, 0 AS cache_hits, 0 AS saved_micro_usd
    FROM accepted) AS raised`)}`;

/** Notes that a person has given the answer that this receipt waits for. Nothing happens to one that does not wait. */
export const acceptReceipt = async (tx: Tx, organisationId: OrganisationId, receiptId: string): Promise<void> => {
  await tx.execute(statement, [organisationId, receiptId]);
};
