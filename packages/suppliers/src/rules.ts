import { type JsonObject, type JsonValue, noTokens } from '@switchyard/domain';
import type { AttemptReply, AttemptRequest, EvaluateRule, RuleScope, Supplier } from '@switchyard/routing';
import { extractField } from './extractors/extract-field.ts';

const decline = (explanation: string): AttemptReply => ({
  kind: 'declined',
  explanation,
  usage: noTokens,
  answeredByModel: null,
  isSimulated: false,
});

/** The output of the first rule whose condition holds, or null. */
const applyRules = ({ task }: AttemptRequest, scope: RuleScope, evaluateRule: EvaluateRule): JsonObject | null => {
  const rule = task.rules.find(({ when }) => evaluateRule(when, scope) === true);
  if (!rule) return null;
  return Object.fromEntries(Object.entries(rule.output).map(([field, value]) => [field, evaluateRule(value, scope)]));
};

/** Extractors give typed values; the output schema may want them written. */
const asDeclared = (value: JsonValue, type: string | undefined): JsonValue =>
  typeof value === 'number' && type === 'string' ? value.toFixed(2) : value;

const applyExtractors = ({ task, input }: AttemptRequest): JsonObject =>
  Object.fromEntries(
    task.extractors.flatMap((extractor) => {
      const value = extractField(extractor, input);
      const declared = task.output.properties?.[extractor.field]?.type;
      return value === null ? [] : [[extractor.field, asDeclared(value, declared)]];
    }),
  );

/**
 * The supplier that costs nothing: decision rules first, then extractors for the fields no rule gave. Declines when no
 * rule holds and nothing is extracted, or when a required field stays empty. Deterministic, never leaves the process.
 * Throws DomainError `invalid_expression` for a rule that cannot be evaluated.
 */
export const createRulesSupplier = ({ evaluateRule }: { readonly evaluateRule: EvaluateRule }): Supplier => ({
  attempt: async (request, signal) => {
    signal.throwIfAborted();
    const { task, input, sources } = request;
    const scope = { input, sources: Object.fromEntries(sources.map(({ slug, data }) => [slug, data])) };
    const ruled = applyRules(request, scope, evaluateRule);
    const output = { ...applyExtractors(request), ...ruled };
    if (ruled === null && Object.keys(output).length === 0) return decline('No rule holds for this input.');
    const missing = (task.output.required ?? []).filter((field) => !Object.hasOwn(output, field));
    if (missing.length > 0) return decline(`Nothing found for ${missing.join(', ')}.`);
    return { kind: 'answer', output, usage: noTokens, answeredByModel: null, isSimulated: false };
  },
});
