import { evaluateExpression, evaluateFields, renderTemplate } from '@switchyard/definition';
import type { DefinitionNode, JsonObject, NodeOf } from '@switchyard/domain';
import { openApproval } from '../approvals/open-approval.ts';
import { requireStorable } from '../payloads/require-storable.ts';
import { armBoundaries } from './boundaries.ts';
import { dueAfter, dueAtValue } from './due-time.ts';
import { messageKey } from './evaluate-inline.ts';
import { createStep, expressionContext, type NewStep, type TransitionWork } from './transition-work.ts';

/**
 * Opens the step of a node that does not run inside the transition: a job, an open approval, an armed timer, a wait for a message.
 * Its input is computed here, once, so that a retry works on the same input whatever has changed since.
 */
export const openStep = async (work: TransitionWork, node: DefinitionNode, tokenId: number): Promise<void> => {
  await armBoundaries(work, node, await openKind(work, node, tokenId));
};

const openKind = (work: TransitionWork, node: DefinitionNode, tokenId: number): NewStep | Promise<NewStep> => {
  switch (node.kind) {
    case 'task':
      return openTask(work, node, tokenId);
    case 'agent':
      return openAgent(work, node, tokenId);
    case 'http':
      return openHttp(work, node, tokenId);
    case 'wait':
      return openWait(work, node, tokenId);
    case 'approval':
      return openApprovalStep(work, node, tokenId);
    case 'receive':
      return openReceive(work, node, tokenId);
    case 'condition':
      return openCondition(work, node, tokenId);
    case 'script':
    case 'subworkflow':
      return openJob(work, node, tokenId, evaluateFields(node.config.input, expressionContext(work)));
    default:
      return openJob(work, node, tokenId, {});
  }
};

/** A step for a worker: ready in Postgres first; what is still ready when the transition is written is rung for. */
export const openJob = (work: TransitionWork, node: DefinitionNode, tokenId: number, input: JsonObject): NewStep =>
  createStep(work, tokenId, node.id, 'ready', requireStorable(input, `The input of “${node.name}”`));

const openTask = (work: TransitionWork, node: NodeOf<'task'>, tokenId: number): NewStep => {
  const { input } = node.config;
  return openJob(
    work,
    node,
    tokenId,
    input.length === 0 ? work.run.input : evaluateFields(input, expressionContext(work)),
  );
};

/** What the step's tools may read of the run is taken now, once, beside the task's input. */
const openAgent = (work: TransitionWork, node: NodeOf<'agent'>, tokenId: number): NewStep => {
  const { input, tools } = node.config;
  const context = expressionContext(work);
  const values = tools.flatMap((tool) => (tool.kind === 'runData' ? tool.values : []));
  return openJob(work, node, tokenId, {
    input: input.length === 0 ? work.run.input : evaluateFields(input, context),
    runData: evaluateFields(values, context),
  });
};

const openHttp = (work: TransitionWork, node: NodeOf<'http'>, tokenId: number): NewStep => {
  const context = expressionContext(work);
  const { method, url, headers, body } = node.config;
  return openJob(work, node, tokenId, {
    method,
    url: renderTemplate(url, context),
    headers: headers.map(({ name, value }) => ({ name, value: renderTemplate(value, context) })),
    ...(body === undefined ? {} : { body: evaluateExpression(body, context) }),
  });
};

const openWait = async (work: TransitionWork, node: NodeOf<'wait'>, tokenId: number): Promise<NewStep> => {
  const dueAt = await waitUntil(work, node);
  const step = createStep(work, tokenId, node.id, 'waiting', { dueAt: dueAt.toISOString() });
  step.waitingReason = sayWait(node, dueAt);
  work.newTimers.push({ stepId: step.id, kind: 'wait', dueAt });
  return step;
};

export const sayWait = ({ name }: NodeOf<'wait'>, dueAt: Date): string =>
  `“${name}” waits until ${dueAt.toISOString()}.`;

export const sayReceive = ({ name, config }: NodeOf<'receive'>, key: string): string =>
  `“${name}” waits for the message “${config.message}” with the key “${key}”.`;

export const sayCondition = ({ name, config }: NodeOf<'condition'>): string =>
  `“${name}” waits until this is true: ${config.when}`;

const openReceive = (work: TransitionWork, node: NodeOf<'receive'>, tokenId: number): NewStep => {
  const key = messageKey(work, node.name, node.config.key);
  const step = createStep(work, tokenId, node.id, 'waiting', { message: node.config.message, key });
  step.waitingReason = sayReceive(node, key);
  work.newWaits.push({ stepId: step.id, boundaryId: null, name: node.config.message, key });
  return step;
};

const openCondition = (work: TransitionWork, node: NodeOf<'condition'>, tokenId: number): NewStep => {
  const step = createStep(work, tokenId, node.id, 'waiting');
  step.waitingReason = sayCondition(node);
  return step;
};

/** When a wait is over that began at `from`. */
export const waitUntil = (
  work: TransitionWork,
  { name, config }: NodeOf<'wait'>,
  from: Date = work.at,
): Date | Promise<Date> => {
  const { for: duration, until, calendar } = config;
  if (duration === undefined) return dueAtValue(evaluateExpression(until ?? '', expressionContext(work)), name);
  return dueAfter(work.tx, work.run.organisationId, { from, what: name }, { duration, calendar });
};

const openApprovalStep = async (work: TransitionWork, node: NodeOf<'approval'>, tokenId: number): Promise<NewStep> => {
  const context = expressionContext(work);
  const step = createStep(work, tokenId, node.id, 'waiting');
  const { config } = node;
  const { deadline: duration, calendar } = config;
  const begin = { from: work.at, what: node.name };
  const deadlineAt =
    duration === undefined ? null : await dueAfter(work.tx, work.run.organisationId, begin, { duration, calendar });
  const title = renderTemplate(config.title, context);
  const description = renderTemplate(config.description, context);
  const facts = config.facts.map(({ label, value }) => ({ label, value: evaluateExpression(value, context) }));
  requireStorable([title, description, ...facts], `What “${node.name}” asks`);
  const opened = await openApproval(work.tx, {
    organisationId: work.run.organisationId,
    actor: work.actor,
    at: work.at,
    runId: work.run.id,
    stepId: step.id,
    workflowId: work.run.workflowId,
    versionId: work.run.versionId,
    nodeId: node.id,
    config,
    title,
    description,
    facts,
    requestedBy: work.run.startedByKind === 'user' ? work.run.startedById : null,
    requestedByKeyId: work.run.startedByKind === 'api_key' ? work.run.startedById : null,
    requestedByLabel: work.run.startedByLabel,
    publishedById: work.version.publishedById,
    deadlineAt,
    memory: memoryOf(work),
    gathered: { events: work.audit, send: (text, values) => work.writes.sendLater(text, values ?? []) },
  });
  if (deadlineAt) work.newTimers.push({ stepId: step.id, kind: 'approval_deadline', dueAt: deadlineAt });
  describeApprovalWait(step, title, opened.askedLabels, deadlineAt);
  return step;
};

/** What is remembered of approvers is for runs that webhooks start, and relied on by those whose start is confirmed anyway. */
const memoryOf = ({ guard, isNewRun, run }: TransitionWork): 'fill' | 'confirm' | undefined => {
  if (guard) return 'confirm';
  return isNewRun && run.trigger === 'webhook' ? 'fill' : undefined;
};

const describeApprovalWait = (
  step: NewStep,
  title: string,
  asked: readonly string[],
  deadlineAt: Date | null,
): void => {
  const until = deadlineAt ? `, until ${deadlineAt.toISOString()}` : '';
  step.waitingReason = `Waits for a decision on “${title}” by ${asked.join(', ') || 'nobody who can decide'}${until}.`;
};
