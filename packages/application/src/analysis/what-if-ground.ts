import type { Tx } from '@switchyard/db';
import { type JsonValue, jsonObjectSchema, type OrganisationId, type TaskSpec } from '@switchyard/domain';
import {
  type DecideRequest,
  defaultRoutingPolicy,
  type Evidence,
  forecastInput,
  type InputFacts,
  type PolicyLevels,
  type RoutingPolicy,
  resolvePolicy,
} from '@switchyard/routing';
import { z } from 'zod';
import type { App } from '../app.ts';
import {
  type AdoptedVersion,
  findAdoptedVersion,
  withClassifier,
  withHeldOutEvidence,
} from '../classifiers/adopted-classifier.ts';
import { readStored } from '../payloads/stored-value.ts';
import type { PolicyScope } from '../policies/policy-scope.ts';
import type { DecisionBasis } from '../replay/decision-basis.ts';
import { readBasis, type StoredBasis } from '../replay/pack-basis.ts';
import { loadPin } from '../routing/candidate-pin.ts';
import { loadPolicyLevels } from '../routing/load-policy.ts';
import { listRoutableSuppliers, type RegisteredSupplier } from '../routing/load-routing.ts';
import { loadTaskEvidence } from '../routing/load-task-routing.ts';
import { describeFacts } from '../routing/task-router.ts';
import type { ReplayedReceipt, ReplayedTask } from './replay-source.ts';

/** What a replay had to leave out or to guess. */
export type Shortfall = 'length_guessed' | 'input_gone' | 'segment_unknown' | 'was_downgraded';

/** Used where neither the receipt nor its basis says how long the input was. */
const guessedTokens = 500;

const termsSchema = z.looseObject({
  /** What a model had to offer beyond what the task needs, such as tools for a turn of an agent step. */
  required: z.array(z.string()).default([]),
  router: z.object({ version: z.string() }).nullable(),
  isDowngraded: z.boolean(),
});
type SnapshotTerms = z.infer<typeof termsSchema>;

interface Known {
  readonly stored: StoredBasis;
  readonly terms: SnapshotTerms | undefined;
}

/** Everything that the receipts of one page are decided on again: today's suppliers, prices, pins and evidence. */
export interface WhatIfGround {
  readonly suppliers: readonly RegisteredSupplier[];
  /** The rules a receipt falls under, as they are and as they would be. */
  policiesOf(receipt: ReplayedReceipt): { readonly before: RoutingPolicy; readonly after: RoutingPolicy };
  /** What a task's decision is made from under these rules, and what of it is guessed. */
  basisOf(
    receipt: ReplayedTask,
    policy: RoutingPolicy,
  ): Promise<{ readonly basis: DecisionBasis; readonly shortfalls: readonly Shortfall[] }>;
  evidenceOf(taskId: string, task: TaskSpec, policy: RoutingPolicy): Promise<Evidence>;
}

/** What was loaded once is not loaded again. */
const createMemo = () => {
  const kept = new Map<string, Promise<unknown>>();
  return <Value>(key: string, load: () => Promise<Value>): Promise<Value> => {
    const known = kept.get(key) as Promise<Value> | undefined;
    if (known) return known;
    const value = load();
    kept.set(key, value);
    return value;
  };
};

/** A page's kept facts, by receipt. Bytes that cannot be read are as good as none. */
const loadKnown = async (
  tx: Tx,
  organisationId: OrganisationId,
  receipts: readonly ReplayedReceipt[],
): Promise<ReadonlyMap<string, Known>> => {
  const stored = receipts.flatMap(({ id, basis }) => {
    try {
      return basis === null ? [] : [[id, readBasis(basis)] as const];
    } catch {
      return [];
    }
  });
  const rows = await tx.query<{ id: number; terms: unknown }>(
    `SELECT id, body->'terms' AS terms FROM decision_snapshot WHERE organisation_id = $1 AND id = ANY($2::int[])`,
    [organisationId, [...new Set(stored.map(([, { snapshotId }]) => snapshotId))]],
  );
  const termsOf = new Map(rows.map((row) => [row.id, termsSchema.safeParse(row.terms).data]));
  return new Map(stored.map(([id, each]) => [id, { stored: each, terms: termsOf.get(each.snapshotId) }]));
};

/** Inputs of steps that are still kept in their rows; larger ones are elsewhere and are not fetched for this. */
const loadInputs = async (
  tx: Tx,
  organisationId: OrganisationId,
  receipts: readonly ReplayedReceipt[],
): Promise<ReadonlyMap<string, JsonValue>> => {
  const wanted = receipts.flatMap(({ stepId }) => (stepId === null ? [] : [stepId]));
  const rows = await tx.query<{ id: string; input: JsonValue }>(
    'SELECT id, input FROM step WHERE organisation_id = $1 AND id = ANY($2::uuid[]) AND input IS NOT NULL',
    [organisationId, wanted],
  );
  return new Map(
    rows.flatMap(({ id, input }) => {
      const read = readStored(input);
      return 'value' in read ? [[id, read.value] as const] : [];
    }),
  );
};

const isOfScope = ({ workflowId, taskId }: PolicyScope, receipt: ReplayedReceipt): boolean =>
  (workflowId === null || workflowId === receipt.workflowId) && (taskId === null || taskId === receipt.taskId);

const withDraft = (
  levels: PolicyLevels,
  { workflowId, taskId }: PolicyScope,
  draft: RoutingPolicy | null,
): PolicyLevels => {
  if (taskId !== null) return { ...levels, task: draft };
  return workflowId === null ? { ...levels, organisation: draft } : { ...levels, workflow: draft };
};

interface Facts {
  readonly facts: InputFacts;
  readonly shortfalls: readonly Shortfall[];
}

/** Input of one call; a receipt with several attempts read it several times. */
const lengthOf = ({ inputTokens, attempts }: ReplayedReceipt): number | null =>
  inputTokens === 0 ? null : Math.ceil(inputTokens / Math.max(1, attempts));

const factsOf = (
  receipt: ReplayedTask,
  known: Known | undefined,
  input: JsonValue | undefined,
  evidence: Evidence,
): Facts => {
  const length = known?.stored.inputTokens ?? lengthOf(receipt);
  const inputTokens = length ?? guessedTokens;
  const shortfalls: Shortfall[] = [
    ...(length === null ? ['length_guessed' as const] : []),
    ...(known?.terms?.isDowngraded ? ['was_downgraded' as const] : []),
  ];
  const read = jsonObjectSchema.safeParse(input);
  if (read.success) return { facts: describeFacts(evidence, receipt.task, read.data, inputTokens), shortfalls };
  const segment = known?.stored.segment ?? null;
  if (receipt.task.segmentField !== undefined && !known) shortfalls.push('segment_unknown');
  if (!evidence.router) return { facts: { inputTokens, segment }, shortfalls };
  const { learned, version } = evidence.router;
  const features = known?.terms?.router?.version === version ? known.stored.features : null;
  if (features) return { facts: { inputTokens, segment, forecast: { category: segment, features } }, shortfalls };
  // A router that reads no words needs no input.
  const isWordless = learned.plans.every(({ usesText }) => !usesText);
  if (!isWordless) return { facts: { inputTokens, segment }, shortfalls: [...shortfalls, 'input_gone'] };
  return { facts: { inputTokens, segment, forecast: forecastInput(learned, { category: segment }) }, shortfalls };
};

/** As in `forTurn`: whoever must call tools is asked alone. */
const underTurn = (policy: RoutingPolicy, required: readonly string[]): RoutingPolicy =>
  required.includes('tools') ? { ...policy, allowsLearnedPlans: false } : policy;

/** Loads what a page of receipts is replayed on. */
export const loadWhatIfGround = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  receipts: readonly ReplayedReceipt[],
  { draft, scope }: { readonly draft: RoutingPolicy | null; readonly scope: PolicyScope },
): Promise<WhatIfGround> => {
  const memo = createMemo();
  const suppliers = await listRoutableSuppliers(app, tx, organisationId);
  const known = await loadKnown(tx, organisationId, receipts);
  const inputs = await loadInputs(tx, organisationId, receipts);
  const policies = new Map<string, { before: RoutingPolicy; after: RoutingPolicy }>();
  const placeOf = ({ workflowId, taskId }: ReplayedReceipt): string => `${workflowId} ${taskId}`;
  for (const receipt of receipts) {
    if (policies.has(placeOf(receipt))) continue;
    const levels = await loadPolicyLevels(tx, organisationId, receipt.workflowId, receipt.taskId);
    const before = resolvePolicy(levels);
    const after = isOfScope(scope, receipt) ? resolvePolicy(withDraft(levels, scope, draft)) : before;
    policies.set(placeOf(receipt), { before, after });
  }
  const adoptedOf = (taskId: string): Promise<AdoptedVersion | null> =>
    memo(`adopted ${taskId}`, () => findAdoptedVersion(tx, organisationId, taskId));
  const evidenceOf: WhatIfGround['evidenceOf'] = (taskId, task, policy) => {
    const { quality, allowsLearnedPlans } = policy;
    const reference = quality.kind === 'relative' ? quality.reference : '';
    const key = `evidence ${taskId} ${task.segmentField ?? ''} ${allowsLearnedPlans} ${reference}`;
    return memo(key, async () => {
      const graded = await loadTaskEvidence(tx, organisationId, { taskId, task }, policy);
      return withHeldOutEvidence(graded, suppliers, await adoptedOf(taskId));
    });
  };
  const basisOf: WhatIfGround['basisOf'] = async (receipt, rules) => {
    const { task, taskId, dataClass, stepId } = receipt;
    const required = known.get(receipt.id)?.terms?.required ?? [];
    const policy = underTurn(rules, required);
    const evidence = await evidenceOf(taskId, task, policy);
    const input = stepId === null ? undefined : inputs.get(stepId);
    const { facts, shortfalls } = factsOf(receipt, known.get(receipt.id), input, evidence);
    const requiredCapabilities = required as NonNullable<InputFacts['requiredCapabilities']>;
    const request: DecideRequest = {
      ...{ task, dataClass, facts: { ...facts, requiredCapabilities }, evidence, policy },
      suppliers: withClassifier(suppliers, task, await adoptedOf(taskId)),
      health: {},
      now: 0,
    };
    const pinnedRef = await memo(`pin ${taskId}`, () => loadPin(tx, organisationId, taskId));
    return { basis: { request, terms: { pinnedRef, onlyRef: null, isDowngraded: false }, taskId }, shortfalls };
  };
  const unknown = draft ?? defaultRoutingPolicy;
  const held = { before: unknown, after: unknown };
  return { suppliers, evidenceOf, basisOf, policiesOf: (receipt) => policies.get(placeOf(receipt)) ?? held };
};
