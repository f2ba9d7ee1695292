import { firstIdAt, type SqlValue, type Tx } from '@switchyard/db';
import { type OrganisationId, receiptOriginSchema } from '@switchyard/domain';
import { z } from 'zod';
import { codeOfOrigin } from './receipt-codes.ts';

/** Where a receipt has no such thing: no person, no process, no task. */
export const noneKey = 'none';

const name = z.string().max(200);

/** Narrows receipts and spend in the same words, so that a sum and the list behind it agree. `none`: where there is none. */
export const receiptFilterSchema = z.object({
  /** First and last day, ISO dates in UTC. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  /** Id of a workflow. */
  workflow: name.optional(),
  taskSlug: name.optional(),
  supplierSlug: name.optional(),
  modelKey: name.optional(),
  /** Id of the person who caused it. */
  person: name.optional(),
  /** Id of an API key. */
  apiKey: name.optional(),
  origin: receiptOriginSchema.optional(),
  isSimulated: z.boolean().optional(),
});

/** What only a list of receipts is narrowed by: the receipts behind one number that is not a sum over a dimension. */
export const receiptListFilterSchema = receiptFilterSchema.extend({
  /** Those with an attempt that ended in an error or a timeout. */
  hasErrors: z.boolean().optional(),
  /** Answers given again from the cache, or those that were not. */
  isCacheHit: z.boolean().optional(),
  /** Answers paid for to the same input of the same task as this receipt's. */
  sameInputAs: z.uuid().optional(),
  /** Those that read at least so many tokens. */
  inputTokensMin: z.coerce.number().int().min(1).optional(),
});
export type ReceiptListFilter = z.infer<typeof receiptListFilterSchema>;

export type ReceiptFilter = z.infer<typeof receiptFilterSchema>;

/** A filter in numbers of terms; null: any. An empty list matches nothing. */
interface TermFilter {
  readonly workflow: readonly number[] | null;
  readonly task: readonly number[] | null;
  readonly candidate: readonly number[] | null;
  readonly person: readonly number[] | null;
  readonly apiKey: readonly number[] | null;
}

const kinds = { workflow: 'workflow', task: 'task', person: 'person', apiKey: 'api_key' } as const;

const candidateTerms = async (tx: Tx, organisationId: OrganisationId, filter: ReceiptFilter) => {
  const { supplierSlug, modelKey } = filter;
  if (supplierSlug === undefined && modelKey === undefined) return null;
  if (supplierSlug === noneKey) return [0];
  const hasNoModel = modelKey === noneKey;
  const rows = await tx.query<{ id: number }>(
    `SELECT id FROM receipt_term WHERE organisation_id = $1 AND kind = 'candidate'
       AND ($2::text IS NULL OR split_part(key, '/', 1) = $2)
       AND ($3::text IS NULL OR strpos(key, '/') > 0 AND substr(key, strpos(key, '/') + 1) = $3)
       AND (NOT $4 OR strpos(key, '/') = 0)`,
    [organisationId, supplierSlug ?? null, hasNoModel ? null : (modelKey ?? null), hasNoModel],
  );
  return rows.map(({ id }) => id);
};

const loadTerms = async (tx: Tx, organisationId: OrganisationId, filter: ReceiptFilter): Promise<TermFilter> => {
  const keys = { workflow: filter.workflow, task: filter.taskSlug, person: filter.person, apiKey: filter.apiKey };
  const wanted = Object.entries(kinds).flatMap(([field, kind]) => {
    const key = keys[field as keyof typeof kinds];
    return key === undefined || key === noneKey ? [] : [{ kind, key }];
  });
  const rows =
    wanted.length === 0
      ? []
      : await tx.query<{ kind: string; id: number }>(
          `SELECT t.kind, t.id FROM receipt_term t JOIN unnest($2::text[], $3::text[]) AS w (kind, key) USING (kind, key)
           WHERE t.organisation_id = $1`,
          [organisationId, wanted.map(({ kind }) => kind), wanted.map(({ key }) => key)],
        );
  const refsOf = (field: keyof typeof kinds): readonly number[] | null => {
    const key = keys[field];
    if (key === undefined) return null;
    return key === noneKey ? [0] : rows.filter(({ kind }) => kind === kinds[field]).map(({ id }) => id);
  };
  return {
    workflow: refsOf('workflow'),
    task: refsOf('task'),
    person: refsOf('person'),
    apiKey: refsOf('apiKey'),
    candidate: await candidateTerms(tx, organisationId, filter),
  };
};

/**
 * The filter as values for `rollupWhere` and `receiptWhere`. From here on the transaction plans each statement for its values: a
 * plan made for any of them reads everything, since every condition may be left out.
 */
export const filterValues = async (
  tx: Tx,
  organisationId: OrganisationId,
  filter: ReceiptFilter,
): Promise<readonly SqlValue[]> => {
  tx.send('SET LOCAL plan_cache_mode = force_custom_plan');
  const { workflow, task, candidate, person, apiKey } = await loadTerms(tx, organisationId, filter);
  const origin = filter.origin === undefined ? null : codeOfOrigin(filter.origin);
  return [organisationId, workflow, task, candidate, person, apiKey, origin, filter.isSimulated ?? null];
};

/** True when the filter names more than a period: then the rollup knows on which days there is anything. */
export const narrows = ({ from: _from, to: _to, ...rest }: ReceiptFilter): boolean =>
  Object.values(rest).some((value) => value !== undefined);

/** SQL condition on a rollup row `s`, over the first eight values. The period is the statement's own. */
export const rollupWhere = `s.organisation_id = $1 AND ($2::int[] IS NULL OR s.workflow_ref = ANY($2))
  AND ($3::int[] IS NULL OR s.task_ref = ANY($3)) AND ($4::int[] IS NULL OR s.candidate_ref = ANY($4))
  AND ($5::int[] IS NULL OR s.person_ref = ANY($5)) AND ($6::int[] IS NULL OR s.api_key_ref = ANY($6))
  AND ($7::smallint IS NULL OR s.origin = $7) AND ($8::boolean IS NULL OR s.is_simulated = $8)`;

/**
 * The same on a receipt `r`. A supplier is also found where it was asked and another one's answer was taken, and real money also where
 * the simulator was asked beside a real supplier.
 */
export const receiptWhere = `r.organisation_id = $1 AND ($2::int[] IS NULL OR coalesce(r.workflow_ref, 0) = ANY($2))
  AND ($3::int[] IS NULL OR coalesce(r.task_ref, 0) = ANY($3))
  AND ($4::int[] IS NULL OR coalesce(r.candidate_ref, 0) = ANY($4) OR r.also_tried_refs && $4)
  AND ($5::int[] IS NULL OR coalesce(r.person_ref, 0) = ANY($5)) AND ($6::int[] IS NULL OR coalesce(r.api_key_ref, 0) = ANY($6))
  AND ($7::smallint IS NULL OR r.origin = $7) AND ($8::boolean IS NULL OR r.is_simulated = $8 OR NOT $8 AND r.attempts > 1
    AND EXISTS (SELECT 1 FROM receipt_term a WHERE a.id = r.attempts_ref AND a.body @? '$.attempts[*] ? (@.isSimulated == false)'))`;

const dayMs = 86_400_000;

/** The smallest id of a day, and of the day after. */
export const firstIdOfDay = (day: string): string => firstIdAt(new Date(`${day}T00:00:00Z`));
export const firstIdAfterDay = (day: string): string => firstIdAt(new Date(Date.parse(`${day}T00:00:00Z`) + dayMs));
