import type { SupplierKind } from '@switchyard/domain';
import type { EvaluateRule, Supplier } from '@switchyard/routing';
import { createAnthropicSupplier } from './anthropic.ts';
import { createHumanSupplier } from './human.ts';
import { createOpenaiSupplier } from './openai.ts';
import { createOpenaiCompatibleSupplier } from './openai-compatible.ts';
import { createRulesSupplier } from './rules.ts';

export interface SupplierEffects {
  /** The guarded outbound fetch; nothing else reaches the network. */
  readonly fetch: typeof globalThis.fetch;
  readonly evaluateRule: EvaluateRule;
  /** Epoch milliseconds, for Retry-After dates. */
  readonly now: () => number;
}

/**
 * One implementation of the port per supplier kind. They hold no keys: those come with each attempt. A classifier is not among
 * them: which one answers depends on the task, see `createClassifierSupplier`.
 */
export const createSuppliers = (effects: SupplierEffects): Record<Exclude<SupplierKind, 'classifier'>, Supplier> => ({
  rules: createRulesSupplier(effects),
  openai: createOpenaiSupplier(effects),
  anthropic: createAnthropicSupplier(effects),
  'openai-compatible': createOpenaiCompatibleSupplier(effects),
  human: createHumanSupplier(),
});
