import type { JsonObject, JsonValue, TaskSpec } from '@switchyard/domain';
import { createSuppliers } from '@switchyard/suppliers';

export interface AskedModel {
  readonly kind: 'openai' | 'anthropic';
  readonly key: string;
}

/** What one model alone answers at the lab simulator, through the real SDK; null where it gives no usable answer. */
export const extractWithModel = async (
  task: TaskSpec,
  input: JsonObject,
  { kind, key }: AskedModel,
  simulatorUrl: string,
): Promise<JsonValue> => {
  const suppliers = createSuppliers({ fetch, evaluateRule: () => null, now: () => Date.now() });
  const reply = await suppliers[kind].attempt(
    {
      task,
      model: { key, capabilities: ['structured_output', 'tools', 'streaming'] },
      instructions: task.instructions,
      input,
      sources: [],
      feedback: [],
      previousOutput: null,
      idempotencyKey: '',
      timeoutMs: 30_000,
      apiKey: 'simulated',
      baseUrl: kind === 'openai' ? `${simulatorUrl}/v1` : simulatorUrl,
    },
    AbortSignal.timeout(30_000),
  );
  return reply.kind === 'answer' ? reply.output : null;
};
