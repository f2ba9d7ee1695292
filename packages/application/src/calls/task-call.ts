import {
  type CachedAnswer,
  type DataClass,
  DomainError,
  describeDataIssues,
  fromFailure,
  highestDataClass,
  type JsonObject,
  type JsonValue,
  type Receipt,
  type ReceiptAttempt,
  type ReceiptId,
  type TaskId,
  type TaskSpec,
  taskSpecSchema,
} from '@switchyard/domain';
import { parseObject, type Wire, type WireReply, type WireRequest, wireFormats } from '@switchyard/suppliers';
import { ageSecondsOf, noCacheWish } from '../answer-cache/index.ts';
import type { VirtualKey } from '../api-keys/resolve-api-key.ts';
import type { App } from '../app.ts';
import { drawTaskCall, type WatchShares, watchSharesOf, watchSharesSchema } from '../evals/draw-for-watch.ts';
import { hashInput } from '../receipts/hash-input.ts';
import { decisiveAttempt } from '../receipts/receipt-entry.ts';
import { type PerformedTask, performTask } from '../routing/perform-task.ts';
import type { CallReply, ModelCall } from './model-call.ts';
import { writeCallRecord } from './receipt-writer.ts';
import { bodyOfReply, dollars, streamOfReply } from './render-reply.ts';

export interface NamedTask {
  readonly slug: string;
  readonly dataClass: DataClass;
  readonly receiptId: ReceiptId;
}

interface PublishedTask {
  readonly id: TaskId;
  readonly versionId: string;
  readonly spec: TaskSpec;
  readonly watch: WatchShares;
}

const loadTask = async (app: App, key: VirtualKey, slug: string): Promise<PublishedTask> => {
  const { organisationId } = key.actor;
  const [row] = await app.db.queryOnce<{ id: TaskId; version_id: string; spec: unknown; watch: unknown }>(
    { organisationId },
    `SELECT t.id, v.id AS version_id, v.spec, ${watchSharesOf} AS watch FROM task t JOIN task_version v ON v.id = t.current_version_id
     WHERE t.organisation_id = $1 AND t.slug = $2 AND t.archived_at IS NULL`,
    [organisationId, slug],
  );
  if (!row) throw new DomainError('not_found', `There is no published task “${slug}”. GET /v1/models lists them.`);
  const { id, version_id: versionId } = row;
  return { id, versionId, spec: taskSpecSchema.parse(row.spec), watch: watchSharesSchema.parse(row.watch) };
};

const refuse = (slug: string, why: string): DomainError =>
  new DomainError('invalid_input', `task/${slug} ${why}`, { details: { model: `task/${slug}` } });

/** A task says itself what is done, with which words and in which shape: the call brings the input and nothing else. */
const requireBare = (slug: string, request: WireRequest): void => {
  if (request.tools.length > 0) throw refuse(slug, 'takes no tools: the task says what is done. Leave “tools” out.');
  if (request.system !== null) throw refuse(slug, 'has its own instructions. Leave the system message out.');
  if (request.turns.length !== 1 || request.turns[0]?.role !== 'user') {
    throw refuse(slug, 'takes one message of the user: the input.');
  }
};

/** The input: a JSON object, or the text itself for a task whose input has one field of text. */
const inputOf = (slug: string, { input }: TaskSpec, request: WireRequest): JsonObject => {
  const [turn] = request.turns;
  const parts = turn?.role === 'user' ? turn.parts : [];
  if (parts.some(({ kind }) => kind === 'image')) throw refuse(slug, 'takes text, no images.');
  const text = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('\n');
  const object = parseObject(text.trim());
  if (object) return object;
  const fields = Object.entries(input.properties ?? {});
  const [only] = fields;
  if (only && fields.length === 1 && only[1].type === 'string') return { [only[0]]: text };
  throw refuse(
    slug,
    `takes a JSON object with ${fields.map(([name]) => name).join(', ') || 'its fields'} as the message.`,
  );
};

const sumOf = (attempts: readonly ReceiptAttempt[], kind: keyof ReceiptAttempt['tokens']): number =>
  attempts.reduce((sum, { tokens }) => sum + (tokens[kind] ?? 0), 0);

/** Who gave the answer, now or when it was first asked for. */
const answeredBy = (receipt: Receipt) => decisiveAttempt(receipt) ?? receipt.cache;

const replyOf = (id: string, output: JsonValue, { receipt }: PerformedTask): WireReply => {
  const { attempts } = receipt;
  return {
    id,
    model: answeredBy(receipt)?.candidateRef ?? null,
    text: typeof output === 'string' ? output : JSON.stringify(output),
    refusal: null,
    calls: [],
    stop: 'end',
    usage: {
      input: sumOf(attempts, 'input'),
      cachedInput: sumOf(attempts, 'cachedInput'),
      cacheWrite: sumOf(attempts, 'cacheWrite'),
      output: sumOf(attempts, 'output'),
      reasoning: sumOf(attempts, 'reasoning'),
    },
  };
};

const failureOf = ({ failure, receipt }: PerformedTask, receiptId: string): DomainError => {
  if (receipt.outcome === 'awaiting_person' || failure === null) {
    return new DomainError(
      'no_supplier',
      'No supplier gave an answer that meets the definition of done, and a call cannot wait for a person. Use the task in a workflow.',
      { details: { receiptId } },
    );
  }
  const { code, message, retryable } = fromFailure(failure);
  return new DomainError(code, message, { details: { ...failure.details, receiptId }, retryable });
};

/** `model` is `task/slug`: the task is done as in a workflow, with its checks, and its output is the answer's text. */
export const performTaskCall = async (
  app: App,
  key: VirtualKey,
  call: ModelCall,
  { slug, dataClass, receiptId }: NamedTask,
): Promise<CallReply> => {
  const { organisationId, apiKeyId } = key.actor;
  if (call.endpoint === 'embeddings') throw refuse(slug, 'gives no vectors. Name a model.');
  const wire: Wire = call.endpoint;
  const { id: taskId, versionId, spec, watch } = await loadTask(app, key, slug);
  const request = wireFormats[wire].readRequest(call.body, { supplier: `task/${slug}`, wire });
  requireBare(slug, request);
  const input = inputOf(slug, spec, request);
  const issues = describeDataIssues(spec.input, input);
  if (issues) throw refuse(slug, `: the input does not fit: ${issues}.`);
  const task = { ...spec, dataClass: highestDataClass([spec.dataClass, dataClass]) };
  const work = {
    organisationId,
    workflowId: null,
    taskId,
    task,
    input,
    sources: [],
    idempotencyKey: receiptId,
    spender: { apiKeyId, personId: key.personId },
  };
  const caching = { taskVersionId: versionId, receiptId, wish: call.cacheWish ?? noCacheWish };
  const performed = await performTask(app, { ...work, caching, signal: call.signal });
  const { receipt, output } = performed;
  const context = {
    id: receiptId,
    organisationId,
    origin: 'gateway',
    workflowId: null,
    runId: null,
    stepId: null,
    taskId,
    taskVersionId: versionId,
    taskSlug: slug,
    apiKeyId,
    personId: key.personId,
    inputHash: hashInput(organisationId, taskId, input),
    isCacheHit: receipt.cache !== undefined,
  } as const;
  const drawn = drawTaskCall(watch, { context, receipt, input, output, at: app.now() });
  await writeCallRecord(app, { context, receipt, settlements: [], ...drawn });
  if (receipt.outcome !== 'accepted' || output === null) throw failureOf(performed, receiptId);
  return render(app, wire, request, receiptId, performed, output);
};

const render = (
  app: App,
  wire: Wire,
  { isStream }: WireRequest,
  receiptId: string,
  performed: PerformedTask,
  output: JsonValue,
): CallReply => {
  const { receipt } = performed;
  const by = answeredBy(receipt);
  const reply = replyOf(receiptId, output, performed);
  const model = reply.model ?? 'switchyard';
  const createdAt = Math.floor(app.now().getTime() / 1000);
  const as = { id: receiptId.replaceAll('-', ''), model, createdAt, includesUsage: true };
  const head = {
    receiptId,
    candidateRef: by?.candidateRef ?? '',
    answeredByModel: by?.answeredByModel ?? null,
    isSimulated: receipt.cache?.isSimulated ?? receipt.attempts.some(({ isSimulated }) => isSimulated),
    ...(receipt.cache ? { cache: hitOf(app, receipt.cache) } : {}),
  };
  const { costMicroUsd } = receipt;
  if (!isStream) return { ...head, kind: 'whole', body: bodyOfReply(wire, reply, as), costMicroUsd };
  const comment = `: switchyard receipt=${receiptId} model=${model} cost-usd=${dollars(costMicroUsd)}\n\n`;
  return { ...head, kind: 'stream', events: streamOfReply(wire, reply, as, comment) };
};

const hitOf = (app: App, cache: CachedAnswer): NonNullable<CallReply['cache']> => ({
  state: 'hit',
  ageS: ageSecondsOf(cache, app.now()),
  savedMicroUsd: cache.savedMicroUsd,
});
