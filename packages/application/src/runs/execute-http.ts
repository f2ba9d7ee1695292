import { type HttpReply, httpRequest } from '@switchyard/connectors';
import {
  type DefinitionNode,
  DomainError,
  isDomainError,
  jsonValueSchema,
  type NodeOf,
  toFailure,
} from '@switchyard/domain';
import { z } from 'zod';
import type { App } from '../app.ts';
import { openStepSecret } from '../secrets/open-step-secret.ts';
import type { ClaimedStep } from './claim-step.ts';
import type { StepResult } from './finish-step.ts';

const httpInputSchema = z.object({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  url: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  body: jsonValueSchema.optional(),
});

/** What a body sent to us may have, too; see apps/gateway. */
const replyBytesMax = 10 * 1024 * 1024;

/** RFC 9110 §9.2.2: repeating these has the effect of one. */
const idempotentMethods = new Set(['GET', 'PUT', 'DELETE']);

/** Whether a step whose outcome nobody knows is simply done again: everything but a call that is not idempotent. */
export const mayBeRepeated = (node: DefinitionNode | undefined): boolean =>
  node?.kind !== 'http' || node.config.isIdempotent || idempotentMethods.has(node.config.method);

/** Sends the request of an http step with the attempt's idempotency key. */
export const executeHttp = async (
  app: App,
  step: ClaimedStep,
  node: NodeOf<'http'>,
  signal: AbortSignal,
): Promise<StepResult> => {
  const { method, url, headers, body } = httpInputSchema.parse(step.input);
  const bearer = await openBearer(app, step, node);
  try {
    const reply = await httpRequest(app.outbound.request, {
      method,
      url,
      headers: { ...Object.fromEntries(headers.map(({ name, value }) => [name, value])), ...bearer },
      ...(body === undefined ? {} : { body }),
      idempotencyKey: step.idempotencyKey,
      bytesMax: replyBytesMax,
      timeoutMs: node.config.timeoutMs,
      signal,
    });
    return resultOf(step, node, url, reply);
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const mayHaveArrived = isDomainError(thrown) && thrown.details.mayHaveArrived === true;
    if (mayHaveArrived && !mayBeRepeated(node)) return { kind: 'unknown', failure: toFailure(thrown) };
    throw thrown;
  }
};

const openBearer = async (app: App, step: ClaimedStep, node: NodeOf<'http'>): Promise<Record<string, string>> => {
  const name = node.config.bearerSecret;
  if (name === undefined) return {};
  const { organisationId } = step;
  const token = await app.db.transaction({ organisationId }, (tx) => openStepSecret(app, tx, organisationId, name));
  return { authorization: `Bearer ${token}` };
};

/** Without query and credentials, which may carry data. */
const loggedUrl = (url: string): string => {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
};

const isTransient = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500;

const resultOf = (step: ClaimedStep, node: NodeOf<'http'>, url: string, reply: HttpReply): StepResult => {
  const { status, body, headers } = reply;
  const audit = [
    {
      type: 'step.http-sent' as const,
      target: { id: step.id, label: step.name },
      runId: step.runId,
      payload: { method: node.config.method, url: loggedUrl(url), status, idempotencyKey: step.idempotencyKey },
    },
  ];
  if (reply.isSuccess) return { kind: 'completed', output: { status, headers, body }, audit };
  const failure = new DomainError('upstream_failed', `“${node.name}” was answered with status ${status}.`, {
    details: {
      status,
      host: new URL(url).host,
      ...(reply.retryAfterMs === null ? {} : { retryAfterMs: reply.retryAfterMs }),
    },
    retryable: isTransient(status),
  });
  return { kind: 'failed', failure: toFailure(failure), audit };
};
