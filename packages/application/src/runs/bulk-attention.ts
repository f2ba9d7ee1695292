import type { Tx } from '@switchyard/db';
import { z } from 'zod';
import { type AttentionFilter, type AttentionItem, attentionFilterSchema, attentionQuery } from './attention-items.ts';
import { type BulkItem, type BulkKind, type BulkRequest, countedMax } from './bulk-kind.ts';
import { rerunRunIn } from './rerun-run.ts';
import { retryStepIn } from './retry-step.ts';
import { setAsideRunIn } from './set-aside-run.ts';

/** What can be tried again without asking a person about each. */
const retriableKinds = ['held', 'failed'] as const;
export const bulkRetryFilterSchema = attentionFilterSchema.extend({ kind: z.enum(retriableKinds).optional() });

/** What can be set aside: runs that have failed. */
const endedKinds = ['failed'] as const;
export const bulkSetAsideFilterSchema = attentionFilterSchema.extend({ kind: z.enum(endedKinds).optional() });

type Kinds = readonly (typeof retriableKinds)[number][];
type ItemRow = Omit<AttentionItem, 'since'> & { readonly since: Date };

/** The filter, and nothing that has come to need a person since it was asked. */
const until = ({ askedAt }: BulkRequest, filter: AttentionFilter): AttentionFilter => {
  const isSooner = filter.to !== undefined && Date.parse(filter.to) < askedAt.getTime();
  // The end of a filter is not in it; what failed in the very millisecond is.
  return isSooner ? filter : { ...filter, to: new Date(askedAt.getTime() + 1).toISOString() };
};

/** Newest first, as the list shows them. */
const attentionKind = (schema: z.ZodType<AttentionFilter>, kinds: Kinds, apply: BulkKind['apply']): BulkKind => ({
  apply,
  measure: async (tx: Tx, request) => {
    const filter = until(request, schema.parse(request.filter));
    const { text, values } = attentionQuery(request.organisationId, filter, { limit: countedMax, kinds });
    const [row] = await tx.query<{ count: number }>(
      `SELECT least(count(*), ${countedMax})::int AS count FROM (${text}) item`,
      values,
    );
    return { count: row?.count ?? 0, along: null };
  },
  list: async (tx: Tx, request, { limit, cursor }) => {
    const filter = until(request, schema.parse(request.filter));
    const window = { cursor: cursor ?? undefined, limit, kinds };
    const { text, values } = attentionQuery(request.organisationId, filter, window);
    const rows = await tx.query<ItemRow>(`SELECT * FROM (${text}) item ORDER BY id DESC LIMIT ${limit}`, values);
    return rows.map(toBulkItem);
  },
});

const toBulkItem = ({ id, runId, stepId, workflowName, versionNumber, nodeName, kind, since }: ItemRow): BulkItem => ({
  id,
  runId,
  stepId,
  workflowName,
  versionNumber,
  nodeName,
  standing: kind,
  since,
});

/** Held steps are tried again in place, failed runs run again as new runs from the step they failed at. */
export const bulkRetry = attentionKind(
  bulkRetryFilterSchema,
  retriableKinds,
  async (ports, { version, reason }, { standing, runId, stepId }) => {
    if (standing === 'held' && stepId !== null) {
      await retryStepIn(ports, { runId, stepId, reason });
      return 'retried';
    }
    await rerunRunIn(ports, { runId, version, again: false, reason });
    return 'rerun';
  },
);

/** Failed runs no longer ask for attention. */
export const bulkSetAside = attentionKind(
  bulkSetAsideFilterSchema,
  endedKinds,
  async (ports, { reason }, { runId }) => {
    await setAsideRunIn(ports, { runId, reason });
    return 'set_aside';
  },
);
