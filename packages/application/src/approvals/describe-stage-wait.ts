import type { Tx } from '@switchyard/db';
import type { ApprovalRecord } from './approval-record.ts';

/** For whom a request waits at `stage`, as the run says it. */
export const describeStageWait = async (
  tx: Tx,
  organisationId: string,
  record: Pick<ApprovalRecord, 'id' | 'title'>,
  stage: number,
): Promise<string> => {
  const [row] = await tx.query<{ asked: string | null }>(
    `SELECT string_agg(COALESCE(u.name, g.name, 'anyone who is ' || replace(a.role, '_', ' ')), ', ') AS asked
     FROM approval_assignment a
     LEFT JOIN app_user u ON u.id = a.user_id
     LEFT JOIN user_group g ON g.id = a.group_id
     WHERE a.organisation_id = $1 AND a.approval_id = $2 AND a.stage = $3`,
    [organisationId, record.id, stage],
  );
  return `Waits for a decision on “${record.title}” by ${row?.asked ?? 'nobody who can decide'}.`;
};
