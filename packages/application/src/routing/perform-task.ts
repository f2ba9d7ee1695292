import { setTimeout as delay } from 'node:timers/promises';
import { evaluateExpression } from '@switchyard/definition';
import {
  type DataClass,
  highestDataClass,
  type JsonObject,
  type OrganisationId,
  type TaskSpec,
} from '@switchyard/domain';
import {
  type EvaluateRule,
  executeTask,
  observedP95Ms,
  type SupplierConnection,
  type TaskOutcome,
  type TaskSource,
} from '@switchyard/routing';
import { countInputTokens, createSuppliers } from '@switchyard/suppliers';
import { forTurn, type TurnWork, turnClasses, withinTurn } from '../agents/turn-work.ts';
import type { App } from '../app.ts';
import { admitAttempt } from '../budgets/admit-attempt.ts';
import type { BudgetScopes } from '../budgets/reserve-budget.ts';
import {
  type AdoptedVersion,
  classifierSupplierOf,
  findAdoptedVersion,
  withClassifier,
  withHeldOutEvidence,
} from '../classifiers/adopted-classifier.ts';
import { decideOnRecord } from '../replay/decision-basis.ts';
import { openSecret } from '../secrets/store-secret.ts';
import { withinSupply } from '../supply/admit-supply.ts';
import { accountReply } from './account-reply.ts';
import { performCached, type TaskCaching } from './cached-task.ts';
import { loadPin } from './candidate-pin.ts';
import { circuitsOf, recordCircuit } from './circuits.ts';
import { judgeAnswer } from './judge-check.ts';
import { listRoutableSuppliers, type RegisteredSupplier } from './load-routing.ts';
import { loadTaskRouting } from './load-task-routing.ts';
import { describeFacts } from './task-router.ts';
import { tracedFetch, traceSupplier } from './traced-supplier.ts';

export interface PerformTaskInput {
  readonly organisationId: OrganisationId;
  readonly workflowId: string | null;
  readonly taskId: string;
  readonly task: TaskSpec;
  readonly input: JsonObject;
  readonly sources: readonly (TaskSource & { readonly dataClass: DataClass })[];
  readonly idempotencyKey: string;
  /** On whose behalf money is spent: the budgets it falls under, besides those of its workflow, its task and the supplier. */
  readonly spender: Pick<BudgetScopes, 'runId' | 'personId' | 'apiKeyId'>;
  /** A budget ran out, and somebody chose a cheaper answer. */
  readonly isDowngraded?: boolean;
  /** Where the rules may answer from before; without it every input is asked anew. */
  readonly caching?: TaskCaching;
  /** Asked on purpose, if it may: an evaluation asks one candidate, a shadow another. Without it, whom people have pinned goes first. */
  readonly onlyRef?: string | null;
  /** How long room under a supplier's limits is waited for; without it as long as the policy lets a step pause. Milliseconds. */
  readonly supplyWaitMs?: number;
  /** Where the task is one turn of an agent step. */
  readonly turn?: TurnWork;
  readonly signal: AbortSignal;
}

export interface PerformedTask extends TaskOutcome {
  /** Roles of the people who do what no other supplier could; empty: everybody who operates runs. */
  readonly humanRoles: readonly string[];
}

/** CEL of rules and checks, with exactly the names a task's author may use. */
const evaluateRule: EvaluateRule = (expression, { input, output, sources }) =>
  evaluateExpression(expression, { input, sources, ...(output === undefined ? {} : { output }) });

/**
 * Gives one task to the cheapest supplier that may and can do it, checks the answer, escalates when it is not good
 * enough, and returns the receipt. Nothing is written: the caller stores the receipt with its own change.
 */
export const performTask = async (app: App, work: PerformTaskInput): Promise<PerformedTask> => {
  const { organisationId, task, input, sources, onlyRef = null } = work;
  const { registered, graded, policy, pinnedRef, adopted } = await app.db.transaction(
    { organisationId },
    async (tx) => ({
      adopted: await findAdoptedVersion(tx, organisationId, work.taskId),
      registered: await listRoutableSuppliers(app, tx, organisationId),
      ...(await loadTaskRouting(tx, organisationId, work)),
      pinnedRef: onlyRef === null ? await loadPin(tx, organisationId, work.taskId) : null,
    }),
  );
  const suppliers = withClassifier(registered, task, adopted);
  const evidence = withHeldOutEvidence(graded, suppliers, adopted);
  const { turn } = work;
  const dataClass = highestDataClass([
    task.dataClass,
    ...sources.map((source) => source.dataClass),
    ...turnClasses(turn),
  ]);
  const inputTokens = await countInputTokens({ task, input, sources, ...(turn ? { turn } : {}) });
  const nowMs = app.now().getTime();
  const health = await circuitsOf(app, organisationId);
  const facts = describeFacts(evidence, task, input, inputTokens);
  const isDowngraded = work.isDowngraded ?? false;
  const decision = decideOnRecord({
    request: forTurn(turn, { task, dataClass, facts, suppliers, evidence, policy, health, now: nowMs }),
    terms: { pinnedRef, onlyRef, isDowngraded },
    taskId: work.taskId,
  });
  const scopes = { ...work.spender, workflowId: work.workflowId, taskId: work.taskId };
  const spending = { organisationId, scopes, isDowngraded, task, inputTokens, suppliers, signal: work.signal };
  const supply = { ...spending, policy, waitMs: work.supplyWaitMs };
  const asked = { work, caching: work.caching, policy, decision, dataClass, pinnedRef };
  const perform = () =>
    executeTask({
      decision,
      task,
      dataClass,
      input,
      sources,
      policy,
      idempotencyKey: work.idempotencyKey,
      ...(turn ? { turn } : {}),
      connect: (candidate, endpoint) => connect(app, { ...spending, suppliers }, candidate, endpoint, adopted),
      evaluateRule,
      judgeAnswer: (check, output) => judgeAnswer(app, work, performTask, check, output),
      clock: () => performance.now(),
      random: Math.random,
      pause: (ms, signal) => delay(ms, undefined, { signal }),
      signal: work.signal,
      ...(onlyRef === null && !turn ? { hedging: { p95MsOf: (ref) => observedP95Ms(evidence, ref) } } : {}),
      beforeAttempt: withinSupply(
        app,
        supply,
        withinTurn(turn, spending, (intent) => admitAttempt(app, spending, intent)),
      ),
      onAttempt: (attempt) => recordCircuit(app, organisationId, attempt),
    });
  const outcome = await performCached(app, asked, perform);
  const human = suppliers.find(({ kind, isEnabled }) => kind === 'human' && isEnabled);
  return { ...outcome, humanRoles: human?.human?.roles ?? [] };
};

const created = new WeakMap<App, ReturnType<typeof createSuppliers>>();

/** Made once per process: a supplier remembers which answer formats a server understands. It holds no keys. */
const suppliersOf = (app: App): ReturnType<typeof createSuppliers> => {
  const known = created.get(app);
  if (known) return known;
  const suppliers = createSuppliers({ fetch: tracedFetch(app), evaluateRule, now: () => app.now().getTime() });
  created.set(app, suppliers);
  return suppliers;
};

interface Asking {
  readonly organisationId: OrganisationId;
  readonly suppliers: readonly RegisteredSupplier[];
  readonly task: TaskSpec;
  readonly inputTokens: number;
}

/** Opens the key just before the call, so that it is in memory no longer than that. */
const connect = async (
  app: App,
  { organisationId, suppliers, task, inputTokens }: Asking,
  candidate: { readonly supplierId: string | null; readonly modelId: string | null },
  endpoint: string | undefined,
  adopted: AdoptedVersion | null,
): Promise<SupplierConnection> => {
  const registered = suppliers.find(({ id }) => id === candidate.supplierId);
  if (!registered) throw new Error(`candidate names an unknown supplier ${candidate.supplierId}`);
  const { kind, isSimulated } = registered;
  const { secretId, baseUrl } = registered.endpoints?.find(({ label }) => label === endpoint) ?? registered;
  const model = registered.models.find(({ id }) => id === candidate.modelId) ?? null;
  const apiKey = secretId
    ? await app.db.transaction({ organisationId }, (tx) => openSecret(app, tx, organisationId, { id: secretId }))
    : isSimulated
      ? 'simulated'
      : null;
  return {
    supplier:
      kind === 'classifier'
        ? await classifierSupplierOf(app, organisationId, adopted)
        : traceSupplier(app, suppliersOf(app)[kind], registered, organisationId),
    model: model && { key: model.key, capabilities: [...model.capabilities] },
    price: model?.price ?? null,
    apiKey,
    baseUrl,
    ...(model && {
      account: (reply) => accountReply({ supplier: registered, model, task, inputTokens, at: app.now() }, reply),
    }),
  };
};
