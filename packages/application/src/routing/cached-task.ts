import { contentDigest } from '@switchyard/approvals';
import {
  type Candidate,
  type DataClass,
  type JsonObject,
  jsonValueSchema,
  type ReceiptAttempt,
  type RoutingDecision,
  type SupplierKind,
} from '@switchyard/domain';
import { mayServeCached, type RoutingPolicy, type TaskOutcome } from '@switchyard/routing';
import { answerThroughCache, type CacheWish, cachedFrom, type KeptAnswer } from '../answer-cache/index.ts';
import type { App } from '../app.ts';
import { noteCacheHit } from '../calls/trace-attempt.ts';
import { hashTask } from '../tasks/task-record.ts';
import type { PerformTaskInput } from './perform-task.ts';

/** What makes the answer of a task one that may be given again. */
export interface TaskCaching {
  readonly taskVersionId: string;
  readonly receiptId: string;
  readonly wish: CacheWish;
}

export interface CachedTask {
  readonly work: PerformTaskInput;
  readonly caching: TaskCaching | undefined;
  readonly policy: RoutingPolicy;
  readonly decision: RoutingDecision;
  readonly dataClass: DataClass;
  /** Whom people have put first: another choice asks anew. */
  readonly pinnedRef: string | null;
}

/** These answer at no cost, or are people. */
const kept: ReadonlySet<SupplierKind> = new Set(['openai', 'anthropic', 'openai-compatible']);

/** Everything that the answer depends on. The floors are not part of it: they are asked again before it is given. */
const askedOf = ({ work, dataClass, pinnedRef }: CachedTask, { taskVersionId }: TaskCaching): JsonObject => ({
  kind: 'task',
  dataClass,
  taskVersionId,
  task: hashTask(work.task),
  pinnedRef,
  input: work.input,
  sources: work.sources.map(({ slug, versionId, text, data }) => ({
    slug,
    versionId,
    content: contentDigest([text, data]),
  })),
});

const candidateOf = ({ candidates, plan }: RoutingDecision, { candidateRef }: ReceiptAttempt): Candidate | undefined =>
  [...candidates, ...(plan?.members ?? [])].find(({ ref }) => ref === candidateRef);

/** What may be kept: an answer of a model that passed the definition of done. */
const answerOf = (
  app: App,
  { decision }: CachedTask,
  { receiptId }: TaskCaching,
  { receipt, output }: TaskOutcome,
): KeptAnswer | null => {
  const accepted = receipt.attempts.find(({ outcome }) => outcome === 'accepted');
  if (!accepted || output === null || !kept.has(accepted.supplierKind)) return null;
  return {
    v: 1,
    candidateRef: accepted.candidateRef,
    supplierId: candidateOf(decision, accepted)?.supplierId ?? null,
    endpoint: accepted.endpoint ?? null,
    isSimulated: accepted.isSimulated,
    answeredByModel: accepted.answeredByModel,
    receiptId,
    costMicroUsd: accepted.costMicroUsd,
    answeredAt: app.now().toISOString(),
    body: output,
  };
};

const outcomeOf = (task: CachedTask, startedAtMs: number, answer: KeptAnswer): TaskOutcome => ({
  receipt: {
    v: 1,
    decision: task.decision,
    attempts: [],
    outcome: 'accepted',
    dataClass: task.dataClass,
    sourceVersions: Object.fromEntries(task.work.sources.map(({ slug, versionId }) => [slug, versionId])),
    costMicroUsd: 0,
    durationMs: Math.round(performance.now() - startedAtMs),
    cache: cachedFrom(answer),
  },
  output: jsonValueSchema.parse(answer.body),
  failure: null,
  calls: null,
  lastAnswer: null,
});

/**
 * A task's outcome from the cache where the rules allow it, else from `perform`. What is given again passed the same checks of
 * the same version on the same input and sources; nothing is reserved for it and it is no evidence of anybody.
 */
export const performCached = async (
  app: App,
  task: CachedTask,
  perform: () => Promise<TaskOutcome>,
): Promise<TaskOutcome> => {
  const { caching, work } = task;
  const { cache } = task.policy;
  if (!caching || cache === null) return perform();
  const startedAtMs = performance.now();
  return answerThroughCache<TaskOutcome>(app, {
    organisationId: work.organisationId,
    taskId: work.taskId,
    apiKeyId: work.spender.apiKeyId ?? null,
    asked: askedOf(task, caching),
    lifetimeS: cache.lifetimeS,
    wish: caching.wish,
    mayServe: (answer) => mayServeCached(task.decision, answer),
    serve: async (answer) => {
      noteCacheHit(app);
      return outcomeOf(task, startedAtMs, answer);
    },
    ask: async () => {
      const value = await perform();
      return { value, answer: Promise.resolve(answerOf(app, task, caching, value)) };
    },
    signal: work.signal,
  });
};
