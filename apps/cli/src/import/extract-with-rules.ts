import { evaluateExpression } from '@switchyard/definition';
import type { JsonObject, JsonValue, TaskSpec } from '@switchyard/domain';
import { createRulesSupplier } from '@switchyard/suppliers';

/** What the rules supplier alone answers; null where it declines. */
export const extractWithRules = async (task: TaskSpec, input: JsonObject): Promise<JsonValue> => {
  const supplier = createRulesSupplier({
    evaluateRule: (expression, scope) => evaluateExpression(expression, { input: scope.input, sources: scope.sources }),
  });
  const reply = await supplier.attempt(
    {
      task,
      model: null,
      instructions: task.instructions,
      input,
      sources: [],
      feedback: [],
      previousOutput: null,
      idempotencyKey: '',
      timeoutMs: 10_000,
      apiKey: null,
      baseUrl: null,
    },
    AbortSignal.timeout(10_000),
  );
  return reply.kind === 'answer' ? reply.output : null;
};
