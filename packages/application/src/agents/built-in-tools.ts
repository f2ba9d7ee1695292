import { httpRequest } from '@switchyard/connectors';
import { evaluateExpression } from '@switchyard/definition';
import {
  type AgentTool,
  DomainError,
  isDomainError,
  type JsonObject,
  type JsonValue,
  jsonObjectSchema,
  toFailure,
} from '@switchyard/domain';
import { openStepSecret } from '../secrets/open-step-secret.ts';
import { readSourceForStep, recordStepSources, type SourceReading } from '../sources/read-source-for-step.ts';
import type { AgentJob } from './agent-job.ts';
import { writeHeld } from './agent-record.ts';
import type { MadeCall } from './make-call.ts';

type Own<Kind extends AgentTool['kind']> = Extract<AgentTool, { kind: Kind }>;

const rowsMax = 20;
const textCharsMax = 20_000;

const contains = (row: JsonValue, words: readonly string[]): boolean => {
  const text = JSON.stringify(row).toLowerCase();
  return words.every((word) => text.includes(word));
};

const findRows = ({ data, text }: SourceReading, asked: string): JsonValue => {
  const words = asked
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (Array.isArray(data)) return data.filter((row) => contains(row, words)).slice(0, rowsMax);
  const lines = text.split('\n').filter((line) => contains(line, words));
  return lines.join('\n').slice(0, textCharsMax);
};

const lookUp = async ({ app, step }: AgentJob, { source }: Own<'source'>, given: JsonObject): Promise<JsonValue> => {
  const reading = await readSourceForStep(app, { organisationId: step.organisationId, slug: source });
  // Before it is told to anybody: which version it was.
  await writeHeld(app, step, (tx) => recordStepSources(tx, { ...step, stepId: step.id }, [reading]));
  return findRows(reading, String(given.words));
};

const readsOnly: ReadonlySet<string> = new Set(['GET', 'DELETE']);

const withQuery = (address: string, given: JsonObject): string => {
  const url = new URL(address);
  for (const [name, value] of Object.entries(given)) {
    url.searchParams.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return url.href;
};

const callHttp = async (
  { app, step, signal }: AgentJob,
  tool: Own<'http'>,
  given: JsonObject,
  idempotencyKey: string,
): Promise<MadeCall> => {
  const { organisationId } = step;
  const secret = tool.bearerSecret;
  const token =
    secret === undefined
      ? null
      : await app.db.transaction({ organisationId }, (tx) => openStepSecret(app, tx, organisationId, secret));
  const hasBody = !readsOnly.has(tool.method);
  try {
    const { status, isSuccess, body } = await httpRequest(app.outbound.request, {
      method: tool.method,
      url: hasBody ? tool.url : withQuery(tool.url, given),
      ...(hasBody ? { body: given } : {}),
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      idempotencyKey,
      timeoutMs: 30_000,
      signal,
    });
    if (isSuccess) return { kind: 'done', result: { status, body } };
    return { kind: 'failed', reason: `It was answered with status ${status}: ${JSON.stringify(body).slice(0, 500)}` };
  } catch (thrown) {
    signal.throwIfAborted();
    const { message, details } = toFailure(thrown);
    return { kind: details.mayHaveArrived === true ? 'unclear' : 'failed', reason: message };
  }
};

/** Makes a call of a tool of the step itself. What goes wrong is told to the model, unless it may have had an effect. */
export const callOwnTool = async (
  job: AgentJob,
  tool: Exclude<AgentTool, { kind: 'mcp' }>,
  args: JsonValue,
  idempotencyKey: string,
): Promise<MadeCall> => {
  const given = jsonObjectSchema.parse(args);
  if (tool.kind === 'http') return callHttp(job, tool, given, idempotencyKey);
  try {
    return { kind: 'done', result: await answer(job, tool, given) };
  } catch (thrown) {
    if (!isDomainError(thrown)) throw thrown;
    // The lease is gone, or the database: that is not the tool's doing.
    if (thrown.code === 'not_permitted_now' || thrown.code === 'unavailable') throw thrown;
    return { kind: 'failed', reason: thrown.message };
  }
};

const answer = async (
  job: AgentJob,
  tool: Own<'source'> | Own<'runData'> | Own<'calculate'>,
  given: JsonObject,
): Promise<JsonValue> => {
  if (tool.kind === 'source') return lookUp(job, tool, given);
  if (tool.kind === 'calculate') return evaluateExpression(String(given.expression), {});
  const name = String(given.name);
  if (Object.hasOwn(job.runData, name)) return job.runData[name] ?? null;
  throw new DomainError('not_found', `There is no value “${name}”.`);
};
