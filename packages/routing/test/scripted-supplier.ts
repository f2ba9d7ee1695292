import { type Candidate, type JsonValue, noTokens, type RoutingDecision, receiptSchema } from '@switchyard/domain';
import {
  type AttemptReply,
  type AttemptRequest,
  decide,
  defaultRoutingPolicy,
  type ExecuteTaskOptions,
  executeTask,
} from '../src/index.ts';
import { personOf, priceOf, requestOf, supplierOf } from './routing-builders.ts';

export type Scripted = AttemptReply | Error;

export const answer = (output: JsonValue, input = 1000): AttemptReply => ({
  kind: 'answer',
  output,
  usage: { ...noTokens, input, output: 100 },
  answeredByModel: 'real-model',
  isSimulated: false,
});

export const decisionAmong = (...slugs: string[]): RoutingDecision =>
  decide(
    requestOf({
      suppliers: slugs.map((slug) => (slug === 'people' ? personOf() : supplierOf(slug))),
    }),
  );

/** Runs the task with each supplier answering from its own list of replies, and returns what was asked of whom. */
export const runScripted = async (replies: Record<string, Scripted[]>, more: Partial<ExecuteTaskOptions> = {}) => {
  const asked: { slug: string; request: AttemptRequest }[] = [];
  const pauses: number[] = [];
  let now = 0;
  const connect = async ({ supplierSlug, modelKey }: Candidate) => ({
    model: modelKey === null ? null : { key: modelKey, capabilities: [] },
    price: modelKey === null ? null : priceOf(1_000_000),
    apiKey: 'k',
    baseUrl: null,
    supplier: {
      attempt: async (request: AttemptRequest): Promise<AttemptReply> => {
        now += 10;
        asked.push({ slug: supplierSlug, request });
        const reply = replies[supplierSlug]?.shift() ?? {
          kind: 'handed_to_person' as const,
        };
        if (reply instanceof Error) throw reply;
        return reply;
      },
    },
  });
  const outcome = await executeTask({
    decision: decisionAmong(...Object.keys(replies)),
    task: requestOf().task,
    dataClass: 'internal',
    input: { text: 'TOTAL RM9.00' },
    sources: [],
    policy: defaultRoutingPolicy,
    idempotencyKey: 'step-1',
    connect,
    evaluateRule: () => true,
    clock: () => now,
    random: () => 0.5,
    pause: async (ms) => {
      pauses.push(ms);
    },
    signal: new AbortController().signal,
    ...more,
  });
  receiptSchema.parse(outcome.receipt);
  const trace = outcome.receipt.attempts.map(({ candidateRef, outcome: each }) => `${candidateRef} ${each}`);
  return { outcome, asked, pauses, trace };
};
