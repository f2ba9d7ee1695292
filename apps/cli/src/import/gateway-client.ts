import {
  type RunStep,
  receiptDetailSchema,
  runDetailSchema,
  type StartedRun,
  startedRunSchema,
} from '@switchyard/application';
import { DomainError, type JsonObject, type Receipt } from '@switchyard/domain';
import { z } from 'zod';

const errorSchema = z.object({ error: z.object({ message: z.string() }) });

const runSchema = runDetailSchema.omit({ definition: true, steps: true, isTruncated: true });
const stepsSchema = z.object({ items: runDetailSchema.shape.steps });
const receiptReplySchema = receiptDetailSchema.pick({ receipt: true });

export type ImportedRun = z.infer<typeof runSchema>;

/** The public API as a script uses it: nothing here that a customer could not do. */
export interface GatewayClient {
  startRun(workflow: string, input: JsonObject, idempotencyKey: string): Promise<StartedRun>;
  getRun(runId: string): Promise<ImportedRun>;
  getReceipt(receiptId: string): Promise<Receipt>;
  listSteps(runId: string): Promise<RunStep[]>;
  putSourceContent(slug: string, content: string, contentType: string): Promise<void>;
}

export const createGatewayClient = (gatewayUrl: string, apiKey: string): GatewayClient => {
  const call = async (
    method: string,
    path: string,
    body?: string,
    contentType = 'application/json',
  ): Promise<unknown> => {
    const response = await fetch(`${gatewayUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(body === undefined ? {} : { 'content-type': contentType }) },
      ...(body === undefined ? {} : { body }),
    }).catch((cause: unknown) => {
      throw new DomainError('unavailable', `${gatewayUrl} does not answer. Is Switchyard running (npm start)?`, {
        cause,
      });
    });
    const reply: unknown = await response.json().catch(() => null);
    if (response.ok) return reply;
    const problem = errorSchema.safeParse(reply);
    throw new DomainError(
      'upstream_failed',
      `${method} ${path} was answered with ${response.status}: ${problem.data?.error.message ?? ''}`,
    );
  };
  return {
    startRun: async (workflow, input, idempotencyKey) =>
      startedRunSchema.parse(
        await call('POST', `/workflows/${workflow}/runs`, JSON.stringify({ input, idempotencyKey })),
      ),
    getRun: async (runId) => runSchema.parse(await call('GET', `/runs/${runId}`)),
    listSteps: async (runId) => stepsSchema.parse(await call('GET', `/runs/${runId}/steps`)).items,
    getReceipt: async (receiptId) => receiptReplySchema.parse(await call('GET', `/receipts/${receiptId}`)).receipt,
    putSourceContent: async (slug, content, contentType) => {
      await call('PUT', `/sources/${slug}/content`, content, contentType);
    },
  };
};
