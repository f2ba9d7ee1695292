import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import { outstandingOf, thresholdReached, usedOf } from '@switchyard/routing';
import { sendAudit } from '../audit/append-audit.ts';
import type { LedgerSlice, LockedPeriod } from './load-ledger.ts';

/** What is not a plain settlement, kept for ever. */
export interface LedgerEntry {
  readonly id: string;
  readonly period: LockedPeriod;
  readonly kind: 'top_up' | 'unknown' | 'correction' | 'overrun';
  readonly amountMicroUsd: number;
  readonly note: string;
}

interface ChangedLedger {
  readonly periods: ReadonlyMap<string, LockedPeriod>;
  readonly slices: ReadonlyMap<string, LedgerSlice>;
  readonly entries: readonly LedgerEntry[];
  readonly paced: ReadonlyMap<string, number>;
}

/** Writes a ledger back in a handful of multi-row statements that travel with the commit. */
export const sendLedger = (tx: Tx, organisationId: OrganisationId, changed: ChangedLedger, at: Date): void => {
  const { periods, slices, entries, paced } = changed;
  sendWarnings(tx, organisationId, [...periods.values()], at);
  sendPeriods(tx, [...periods.values()]);
  sendSlices(
    tx,
    organisationId,
    [...slices.values()].filter(({ isChanged }) => isChanged),
  );
  sendPace(tx, organisationId, paced);
  sendEntries(tx, organisationId, entries, at);
};

const systemActor = (organisationId: OrganisationId) => ({ kind: 'system' as const, organisationId, name: 'budgets' });

/** Told once per threshold and period: the row that is locked remembers. */
const sendWarnings = (tx: Tx, organisationId: OrganisationId, periods: readonly LockedPeriod[], at: Date): void => {
  for (const period of periods) {
    const { account, warnAt } = period;
    const used = usedOf(account);
    const percent = thresholdReached(used, account.capMicroUsd, warnAt);
    if (percent > period.warnedPercent) {
      sendAudit(tx, systemActor(organisationId), at, {
        type: 'budget.threshold-reached',
        target: { id: period.budgetId, label: period.name },
        payload: { percent, period: period.key, usedMicroUsd: used, capMicroUsd: account.capMicroUsd },
      });
    }
    // Topped up, or a cost corrected: what is reached again is told again.
    period.warnedPercent = percent;
  }
};

const sendPeriods = (tx: Tx, periods: readonly LockedPeriod[]): void =>
  tx.send(
    `UPDATE budget_period p SET taken_micro_usd = n.taken, spent_micro_usd = n.spent, unknown_micro_usd = n.unknown,
                                extra_micro_usd = n.extra, warned_percent = n.warned
     FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::int[])
       n(id, taken, spent, unknown, extra, warned)
     WHERE p.id = n.id`,
    [
      periods.map(({ id }) => id),
      periods.map(({ account }) => account.takenMicroUsd),
      periods.map(({ account }) => account.spentMicroUsd),
      periods.map(({ account }) => account.unknownMicroUsd),
      periods.map(({ extraMicroUsd }) => extraMicroUsd),
      periods.map(({ warnedPercent }) => warnedPercent),
    ],
  );

const sendSlices = (tx: Tx, organisationId: OrganisationId, slices: readonly LedgerSlice[]): void => {
  const [over, kept] = [slices.filter(isOver), slices.filter((each) => !isOver(each))];
  if (over.length > 0) tx.send('DELETE FROM budget_slice WHERE id = ANY($1::uuid[])', [over.map(({ id }) => id)]);
  if (kept.length === 0) return;
  tx.send(
    `INSERT INTO budget_slice (id, organisation_id, period_id, holder_id, amount_micro_usd, settled_micro_usd, is_expired)
     SELECT id, $1, period_id, holder_id, amount, settled, is_expired
     FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[], $7::boolean[])
       n(id, period_id, holder_id, amount, settled, is_expired)
     ON CONFLICT (id) DO UPDATE SET amount_micro_usd = EXCLUDED.amount_micro_usd,
       settled_micro_usd = EXCLUDED.settled_micro_usd, is_expired = EXCLUDED.is_expired`,
    [
      organisationId,
      kept.map(({ id }) => id),
      kept.map(({ periodId }) => periodId),
      kept.map(({ holderId }) => holderId),
      kept.map(({ slice }) => slice.amountMicroUsd),
      kept.map(({ slice }) => slice.settledMicroUsd),
      kept.map(({ slice }) => slice.isExpired),
    ],
  );
};

const isOver = ({ slice }: LedgerSlice): boolean => outstandingOf(slice) === 0;

const sendPace = (tx: Tx, organisationId: OrganisationId, paced: ReadonlyMap<string, number>): void => {
  const spent = [...paced].filter(([, microUsd]) => microUsd > 0);
  if (spent.length === 0) return;
  tx.send(
    `INSERT INTO budget_pace AS old (organisation_id, period_id, at, spent_micro_usd)
     SELECT $1, p.id, date_trunc(CASE b.period WHEN 'month' THEN 'day' ELSE 'hour' END, now() AT TIME ZONE o.time_zone)
              AT TIME ZONE o.time_zone, n.spent
     FROM unnest($2::uuid[], $3::bigint[]) n(id, spent) JOIN budget_period p ON p.id = n.id
     JOIN budget b ON b.id = p.budget_id JOIN organisation o ON o.id = p.organisation_id
     ON CONFLICT (period_id, at) DO UPDATE SET spent_micro_usd = old.spent_micro_usd + EXCLUDED.spent_micro_usd`,
    [organisationId, spent.map(([id]) => id), spent.map(([, microUsd]) => microUsd)],
  );
};

const sendEntries = (tx: Tx, organisationId: OrganisationId, entries: readonly LedgerEntry[], at: Date): void => {
  if (entries.length === 0) return;
  tx.send(
    `INSERT INTO budget_entry (id, organisation_id, budget_id, period_id, kind, amount_micro_usd, note, at)
     SELECT id, $1, budget_id, period_id, kind, amount, note, $2
     FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::bigint[], $8::text[])
       n(id, budget_id, period_id, kind, amount, note)`,
    [
      organisationId,
      at,
      entries.map(({ id }) => id),
      entries.map(({ period }) => period.budgetId),
      entries.map(({ period }) => period.id),
      entries.map(({ kind }) => kind),
      entries.map(({ amountMicroUsd }) => amountMicroUsd),
      entries.map((entry) => entry.note),
    ],
  );
};
