import type { Tx } from '@switchyard/db';
import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { dayMs, dayOf, periodOf } from './period.ts';
import { filterValues, narrows, receiptFilterSchema } from './receipt-filter.ts';
import { narrowedSpend, wholeSpend } from './spend-queries.ts';
import { addUp, type SpendGroup, sharesBy, spendShareSchema, type TermName } from './spend-shares.ts';

export const getSpendInput = receiptFilterSchema.extend({
  /** Up to today; `from` and `to` go before it. */
  days: z.int().min(1).max(1100).default(30),
});

const amountSchema = spendShareSchema.omit({ key: true, label: true, isSimulated: true });

export const spendSchema = z.object({
  /** First and last day of the period, ISO dates in UTC. */
  from: z.iso.date(),
  to: z.iso.date(),
  /** Real money, corrections included. What the simulator would have cost is never added to it. */
  real: amountSchema,
  simulated: amountSchema,
  /** The part of the real money that comes from ledger entries instead of receipts; may be negative. */
  correctedMicroUsd: z.int(),
  days: z.array(z.object({ day: z.iso.date(), realMicroUsd: z.int(), simulatedMicroUsd: z.int(), attempts: z.int() })),
  bySupplier: z.array(spendShareSchema),
  byModel: z.array(spendShareSchema),
  byTask: z.array(spendShareSchema),
  byWorkflow: z.array(spendShareSchema),
  byPerson: z.array(spendShareSchema),
  byApiKey: z.array(spendShareSchema),
  byOrigin: z.array(spendShareSchema),
});
export type Spend = z.infer<typeof spendSchema>;

/** Terms with what people call them. */
const names = `
  SELECT t.id, t.kind, t.key, coalesce(w.name, k.name, u.name, a.name, p.name) AS name
  FROM receipt_term t
  LEFT JOIN workflow w ON t.kind = 'workflow' AND w.organisation_id = t.organisation_id AND w.id::text = t.key
  LEFT JOIN task k ON t.kind = 'task' AND k.organisation_id = t.organisation_id AND k.slug = t.key
  LEFT JOIN app_user u ON t.kind = 'person' AND u.id = CASE WHEN t.kind = 'person' THEN t.key::uuid END
  LEFT JOIN api_key a ON t.kind = 'api_key' AND a.organisation_id = t.organisation_id AND a.id::text = t.key
  LEFT JOIN supplier p ON t.kind = 'candidate' AND p.organisation_id = t.organisation_id AND p.slug = split_part(t.key, '/', 1)
  WHERE t.organisation_id = $1 AND t.id = ANY($2::int[])`;

const refsOf = (rows: readonly SpendGroup[]): number[] => [
  ...new Set(
    rows
      .flatMap(({ workflow, task, candidate, person, apiKey }) => [workflow, task, candidate, person, apiKey])
      .flatMap((ref) => (ref === null || ref === 0 ? [] : [ref])),
  ),
];

const eachDay = (from: string, to: string): string[] => {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += dayMs) days.push(dayOf(at));
  return days;
};

const toSpend = (
  period: { from: string; to: string },
  rows: readonly SpendGroup[],
  terms: readonly TermName[],
): Spend => {
  const byDay = Map.groupBy(
    rows.filter(({ day }) => day !== null),
    ({ day }) => day,
  );
  const daily = [...byDay.values()].flat();
  const costOf = (day: string, isSimulated: boolean): number =>
    addUp((byDay.get(day) ?? []).filter((row) => row.isSimulated === isSimulated)).costMicroUsd;
  const shares = sharesBy(rows, terms);
  return {
    ...period,
    real: addUp(daily.filter(({ isSimulated }) => !isSimulated)),
    simulated: addUp(daily.filter(({ isSimulated }) => isSimulated)),
    correctedMicroUsd: shares.byOrigin.find(({ key }) => key === 'correction')?.costMicroUsd ?? 0,
    days: eachDay(period.from, period.to).map((day) => ({
      day,
      realMicroUsd: costOf(day, false),
      simulatedMicroUsd: costOf(day, true),
      attempts: addUp(byDay.get(day) ?? []).attempts,
    })),
    ...shares,
  };
};

const load = async (
  tx: Tx,
  actor: Actor,
  input: z.output<typeof getSpendInput>,
  period: { from: string; to: string },
) => {
  const { organisationId } = actor;
  const { days: _days, ...filter } = input;
  const rows = narrows(filter)
    ? await tx.query<SpendGroup>(narrowedSpend, [
        ...(await filterValues(tx, organisationId, filter)),
        period.from,
        period.to,
      ])
    : await tx.query<SpendGroup>(wholeSpend, [organisationId, period.from, period.to]);
  return { rows, terms: await tx.query<TermName>(names, [actor.organisationId, refsOf(rows)]) };
};

/** What AI work cost in a period, by every dimension, from the rollup that is written with each receipt. */
export const getSpend = async (app: App, actor: Actor, raw: z.input<typeof getSpendInput> = {}): Promise<Spend> => {
  authorise(actor, 'receipts.read');
  const input = getSpendInput.parse(raw);
  const period = periodOf(app, input);
  const { rows, terms } = await app.db.transaction(tenant(actor), (tx) => load(tx, actor, input, period));
  return toSpend(period, rows, terms);
};
