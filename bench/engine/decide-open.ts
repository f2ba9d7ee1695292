import { decideApproval } from '@switchyard/application';
import type { ApprovalId } from '@switchyard/domain';
import type { BenchInstallation } from '../installation/open-installation.ts';

interface OpenApproval {
  readonly id: ApprovalId;
  readonly digest: string;
}

/** Open requests of the benchmark's gate. */
export const listOpen = ({ app, organisationId }: BenchInstallation): Promise<OpenApproval[]> =>
  app.db.transaction({ organisationId }, (tx) =>
    tx.query<OpenApproval>(
      `SELECT id, digest FROM approval_request WHERE organisation_id = $1 AND status = 'pending' AND node_id = 'gate'`,
      [organisationId],
    ),
  );

/** How Ben of Finance approves; when it resolves, the run has ended. */
export const createDecider = async ({ app, person }: BenchInstallation) => {
  const ben = await person('ben@demo.local');
  return async ({ id, digest }: OpenApproval): Promise<void> => {
    await decideApproval(app, ben, { approvalId: id, outcome: 'approved', digest });
  };
};
