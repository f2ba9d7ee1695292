import type { OrganisationId, SupplyLimits } from '@switchyard/domain';
import { emptyMeter, type MeterAsk, type MeterGrant, type MeterState, serveMeter } from '@switchyard/routing';
import type { App } from '../app.ts';

interface MeterRow {
  readonly state: MeterState;
}

const find = `SELECT state FROM supply_meter WHERE organisation_id = $1 AND subject = $2 FOR UPDATE`;

/** Gives back and asks in one transaction, under the lock of the meter and by the server's clock. */
export const exchangeMeter = (
  app: App,
  organisationId: OrganisationId,
  subject: string,
  limits: SupplyLimits,
  ask: MeterAsk,
): Promise<MeterGrant> =>
  app.db.transaction({ organisationId }, async (tx) => {
    const lock = () => tx.query<MeterRow>(find, [organisationId, subject]);
    let [row] = await lock();
    if (!row) {
      await tx.execute(
        'INSERT INTO supply_meter (organisation_id, subject, state) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        [organisationId, subject, JSON.stringify(emptyMeter)],
      );
      [row] = await lock();
    }
    // Asked for after the lock: the clock has not been waited for.
    const [clock] = await tx.query<{ at: Date }>('SELECT clock_timestamp() AS at');
    const { state, grant } = serveMeter(row?.state ?? emptyMeter, limits, ask, clock?.at.getTime() ?? 0);
    tx.send('UPDATE supply_meter SET state = $3 WHERE organisation_id = $1 AND subject = $2', [
      organisationId,
      subject,
      JSON.stringify(state),
    ]);
    return grant;
  });
