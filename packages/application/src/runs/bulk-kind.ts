import type { Tx } from '@switchyard/db';
import { type OrganisationId, runIdSchema, runStatuses, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { attentionKinds } from './attention-items.ts';
import type { BulkOperation } from './bulk-operation.ts';
import type { TransitionPorts } from './transition.ts';

/** One thing that a bulk operation deals with. */
export const bulkItemSchema = z.object({
  /** Of the step or the run: the order in which they are dealt with. */
  id: z.uuid(),
  runId: runIdSchema,
  stepId: stepIdSchema.nullable(),
  workflowName: z.string(),
  versionNumber: z.int(),
  nodeName: z.string().nullable(),
  /** Why it needs a person, or the status of a run. */
  standing: z.enum([...attentionKinds, ...runStatuses]),
  /** Since when it needs a person; or when the run began. */
  since: z.iso.datetime(),
});
export type BulkItem = Omit<z.infer<typeof bulkItemSchema>, 'since'> & { readonly since: Date };

/** What cancelling takes along. */
export const bulkAlongSchema = z.object({
  /** Open requests that are withdrawn from the inboxes of whom they ask. */
  approvals: z.int(),
  /** Open tasks of people that are withdrawn. */
  workItems: z.int(),
  /** Steps that a worker is doing: it is told to stop. */
  stepsInHand: z.int(),
  /** Runs started by them, which are cancelled with them. */
  childRuns: z.int(),
});

export interface BulkMeasure {
  /** 10,000 stands for that many or more. */
  readonly count: number;
  readonly along: z.infer<typeof bulkAlongSchema> | null;
}

/** Counted so far; beyond it the number is "at least". */
export const countedMax = 10_000;

/** What is asked for. The filter is parsed by each kind: rows hold it too. */
export interface BulkRequest {
  readonly organisationId: OrganisationId;
  readonly filter: object;
  /** Nothing that came later is touched. */
  readonly askedAt: Date;
}

export interface BulkWindow {
  readonly limit: number;
  /** Item after which to go on. */
  readonly cursor: string | null;
}

export type BulkCount = 'retried' | 'rerun' | 'cancelled' | 'set_aside';

/** What one kind of bulk operation finds and does. */
export interface BulkKind {
  measure(tx: Tx, request: BulkRequest): Promise<BulkMeasure>;
  /** What is next, in the order in which it is dealt with. */
  list(tx: Tx, request: BulkRequest, window: BulkWindow): Promise<BulkItem[]>;
  /** Does one item in the caller's transaction and says as what it counts. A DomainError says why it cannot be done. */
  apply(
    ports: TransitionPorts,
    request: BulkRequest & Pick<BulkOperation, 'version' | 'reason'>,
    item: BulkItem,
  ): Promise<BulkCount>;
}
