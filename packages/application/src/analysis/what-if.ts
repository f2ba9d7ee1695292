import type { Tx } from '@switchyard/db';
import { type Actor, type Candidate, type OrganisationId, routingDecisionSchema, slugSchema } from '@switchyard/domain';
import { decide, type Evidence, type RoutingPolicy, routingPolicySchema } from '@switchyard/routing';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import {
  type AdoptedVersion,
  findAdoptedVersion,
  withClassifier,
  withHeldOutEvidence,
} from '../classifiers/adopted-classifier.ts';
import { listRoutableSuppliers, loadEvidence, loadPolicy, type RegisteredSupplier } from '../routing/load-routing.ts';
import { loadReplayPage, type ReplayedReceipt } from './replay-source.ts';

export const whatIfInput = z.object({
  /** The draft that is tried on the receipts. */
  policy: routingPolicySchema,
  taskSlug: slugSchema.optional(),
  /** Where the page before ended; the first page begins with the newest receipt. */
  cursor: z.uuid().optional(),
  /** Receipts of one page: whoever wants more asks page after page and sees how far it is. */
  limit: z.int().min(1).max(500).default(200),
});

const changeSchema = z.object({
  taskSlug: z.string(),
  /** Who comes first under the policy in force, and under the draft; null: nobody may. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  receipts: z.int(),
  /** Expected cost of the first candidate, over these receipts. */
  beforeMicroUsd: z.int(),
  afterMicroUsd: z.int(),
  /** Proven lower bound of success, weakest of these receipts; null: not proven. */
  qualityBefore: z.number().nullable(),
  qualityAfter: z.number().nullable(),
  /** Where the data is processed; empty: in this installation, or not said. */
  residencyBefore: z.string(),
  residencyAfter: z.string(),
  /** One receipt to look at. */
  receiptId: z.string(),
});
export type WhatIfChange = z.infer<typeof changeSchema>;

export const whatIfSchema = z.object({
  looked: z.int(),
  /** Receipts whose input length had to be guessed, because no model had read it. */
  guessed: z.int(),
  unchanged: z.int(),
  actualMicroUsd: z.int(),
  beforeMicroUsd: z.int(),
  afterMicroUsd: z.int(),
  changes: z.array(changeSchema),
  nextCursor: z.string().nullable(),
});
export type WhatIf = z.infer<typeof whatIfSchema>;

/** Used where neither this receipt nor the decision says how long the input was. */
const guessedTokens = 500;

interface Ground {
  readonly suppliers: readonly RegisteredSupplier[];
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** Task id → the version of its classifier that answers. */
  readonly adopted: ReadonlyMap<string, AdoptedVersion | null>;
  readonly policies: ReadonlyMap<string | null, RoutingPolicy>;
  readonly now: number;
}

const loadGround = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  receipts: readonly ReplayedReceipt[],
): Promise<Ground> => {
  const evidence = new Map<string, Evidence>();
  const policies = new Map<string | null, RoutingPolicy>();
  const adopted = new Map<string, AdoptedVersion | null>();
  const suppliers = await listRoutableSuppliers(app, tx, organisationId);
  for (const taskId of new Set(receipts.map((receipt) => receipt.taskId))) {
    const version = await findAdoptedVersion(tx, organisationId, taskId);
    adopted.set(taskId, version);
    evidence.set(taskId, withHeldOutEvidence(await loadEvidence(tx, organisationId, taskId), suppliers, version));
  }
  for (const workflowId of new Set(receipts.map((receipt) => receipt.workflowId))) {
    policies.set(workflowId, await loadPolicy(tx, organisationId, workflowId));
  }
  return {
    suppliers,
    adopted,
    evidence,
    policies,
    now: app.now().getTime(),
  };
};

/** Input of one call; a receipt with several attempts read it several times. */
const inputTokensOf = ({ inputTokens, attempts }: ReplayedReceipt): number | null =>
  inputTokens === 0 ? null : Math.ceil(inputTokens / Math.max(1, attempts));

/** Both policies on the same ground of today, so that nothing but the policy makes the difference. */
const firstUnder = (
  { suppliers, evidence, adopted, now }: Ground,
  receipt: ReplayedReceipt,
  policy: RoutingPolicy,
): Candidate | null => {
  const decision = decide({
    task: receipt.task,
    dataClass: receipt.dataClass,
    facts: { inputTokens: inputTokensOf(receipt) ?? guessedTokens },
    suppliers: withClassifier(suppliers, receipt.task, adopted.get(receipt.taskId) ?? null),
    evidence: evidence.get(receipt.taskId) ?? { outcomes: {} },
    policy,
    health: {},
    now,
  });
  return routingDecisionSchema.shape.candidates.parse(decision.candidates)[0] ?? null;
};

const weakest = (left: number | null, right: number | null): number | null =>
  left === null || right === null ? null : Math.min(left, right);

const compare = (
  ground: Ground,
  receipts: readonly ReplayedReceipt[],
  draft: RoutingPolicy,
): Omit<WhatIf, 'nextCursor'> => {
  const changes = new Map<string, WhatIfChange>();
  const total = { unchanged: 0, beforeMicroUsd: 0, afterMicroUsd: 0 };
  const residencyOf = (candidate: Candidate | null): string =>
    ground.suppliers.find(({ id }) => id === candidate?.supplierId)?.residency ?? '';
  for (const receipt of receipts) {
    const before = firstUnder(ground, receipt, ground.policies.get(receipt.workflowId) ?? draft);
    const after = firstUnder(ground, receipt, draft);
    const [beforeMicroUsd, afterMicroUsd] = [before?.expectedCostMicroUsd ?? 0, after?.expectedCostMicroUsd ?? 0];
    total.beforeMicroUsd += beforeMicroUsd;
    total.afterMicroUsd += afterMicroUsd;
    if (before?.ref === after?.ref) {
      total.unchanged += 1;
      continue;
    }
    const key = [receipt.task.slug, before?.ref, after?.ref].join('\n');
    const known = changes.get(key);
    changes.set(key, {
      taskSlug: receipt.task.slug,
      from: before?.ref ?? null,
      to: after?.ref ?? null,
      receipts: (known?.receipts ?? 0) + 1,
      beforeMicroUsd: (known?.beforeMicroUsd ?? 0) + beforeMicroUsd,
      afterMicroUsd: (known?.afterMicroUsd ?? 0) + afterMicroUsd,
      qualityBefore: weakest(known ? known.qualityBefore : 1, before?.successLowerBound ?? null),
      qualityAfter: weakest(known ? known.qualityAfter : 1, after?.successLowerBound ?? null),
      residencyBefore: residencyOf(before),
      residencyAfter: residencyOf(after),
      receiptId: receipt.id,
    });
  }
  return {
    ...total,
    looked: receipts.length,
    guessed: receipts.filter((receipt) => inputTokensOf(receipt) === null).length,
    actualMicroUsd: receipts.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0),
    changes: [...changes.values()].sort((left, right) => right.receipts - left.receipts),
  };
};

/**
 * What a draft policy would have decided on past receipts, page by page: the product's own `decide`, once with the policy
 * in force and once with the draft. Nothing is called and nothing is written.
 */
export const whatIf = async (app: App, actor: Actor, raw: z.input<typeof whatIfInput>): Promise<WhatIf> => {
  authorise(actor, 'receipts.read');
  const { policy, taskSlug, cursor, limit } = whatIfInput.parse(raw);
  const { organisationId } = actor;
  return app.db.transaction(tenant(actor), async (tx) => {
    const { receipts, nextCursor } = await loadReplayPage(tx, organisationId, { cursor, limit, taskSlug });
    const ground = await loadGround(app, tx, organisationId, receipts);
    return { ...compare(ground, receipts, policy), nextCursor };
  });
};
