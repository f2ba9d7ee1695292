import type { SupplierSummary } from '@switchyard/application';
import type { SupplierKind } from '@switchyard/domain';
import type { Status } from '@switchyard/ui';

export const kindWords: Record<SupplierKind, string> = {
  rules: 'Rules',
  classifier: 'Classifier',
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  'openai-compatible': 'OpenAI-compatible',
  human: 'People',
};

export const kindHints: Record<SupplierKind, string> = {
  rules: 'Decision rules and extractors, inside this installation',
  classifier: 'Learns a task from its labelled cases, inside this installation',
  openai: 'The official API',
  anthropic: 'The official API',
  'openai-compatible': 'vLLM, Ollama, Gemini, DeepSeek …: any base URL',
  human: 'People of this organisation, in their inbox',
};

export interface SupplierState {
  readonly status: Status;
  readonly word: string;
}

/** Whether it would be asked now, in one word. */
export const supplierState = (supplier: SupplierSummary): SupplierState => {
  if (!supplier.isEnabled) return { status: 'cancelled', word: 'Switched off' };
  if (supplier.isSimulated) return { status: 'simulated', word: 'Simulated' };
  if (!supplier.hasKey) return { status: 'warning', word: 'No key' };
  if (takesKey(supplier) && !supplier.models.some(({ isEnabled }) => isEnabled)) {
    return { status: 'warning', word: supplier.models.length === 0 ? 'No models' : 'All models off' };
  }
  if (supplier.resting.length > 0) return { status: 'down', word: 'Resting after failures' };
  return { status: 'completed', word: 'Ready' };
};

/** Rules, classifiers and people need neither key nor address. */
export const takesKey = ({ kind }: Pick<SupplierSummary, 'kind'>): boolean =>
  kind !== 'rules' && kind !== 'classifier' && kind !== 'human';

/** “$0.25 / $2.00”: per million tokens, in and out. */
export const pricePerMillion = (microUsd: number): string =>
  `$${(microUsd / 1_000_000).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 3 })}`;
