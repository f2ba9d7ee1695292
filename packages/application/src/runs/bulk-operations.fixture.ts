import { DomainError } from '@switchyard/domain';
import type { App } from '../app.ts';
import { type BulkOperation, getBulkOperation } from './bulk-operation.ts';
import { auditTypes, fixture, omar } from './operating-runs.fixture.ts';
import { workBulkOperations } from './work-bulk-operations.ts';

export const see = ({ id }: Pick<BulkOperation, 'id'>): Promise<BulkOperation> =>
  getBulkOperation(fixture.app, omar, { id });

export const workAll = async (app: App = fixture.app): Promise<void> => {
  while ((await workBulkOperations(app)) > 0);
};

/** How often an event was recorded in the organisation of the test. */
export const countAudit = async (type: string): Promise<number> =>
  (await auditTypes()).filter((each) => each === type).length;

/** A worker whose connection is gone in the middle of item `nth` and does not come back: nothing is written after that. */
export const dyingAt = ({ id }: BulkOperation, nth: number): App => {
  let isGone = false;
  const gone = () => new DomainError('unavailable', 'The worker is gone.');
  return {
    ...fixture.app,
    db: {
      ...fixture.app.db,
      transaction: (scope, work) =>
        fixture.app.db.transaction(scope, async (tx) => {
          if (isGone) throw gone();
          const value = await work(tx);
          const [row] = await tx.query<{ n: number }>(
            'SELECT (retried + rerun + cancelled + set_aside)::int AS n FROM bulk_operation WHERE id = $1',
            [id],
          );
          isGone = (row?.n ?? 0) >= nth;
          if (isGone) throw gone();
          return value;
        }),
    },
  };
};
