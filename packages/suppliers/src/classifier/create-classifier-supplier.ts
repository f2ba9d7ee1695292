import { type JsonValue, noTokens } from '@switchyard/domain';
import type { AttemptReply, Supplier } from '@switchyard/routing';
import { type Classification, type ClassifierModel, classify } from './classifier-model.ts';
import { textsOf } from './input-texts.ts';
import { findLabelField, outputOf } from './label-field.ts';

/** The version of a task's classifier that answers. */
export interface AdoptedClassifier {
  readonly number: number;
  readonly model: ClassifierModel;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const explain = (
  { label, probability, declined, knownShare }: Classification,
  { number, model }: AdoptedClassifier,
) => {
  if (declined === 'novel') {
    const known = `${percent(knownShare)} of its words and pieces are known, ${percent(model.noveltyFloor)} are usual`;
    return `Version ${number} has learned nothing like this input: ${known}.`;
  }
  const best = `“${label}” is the most probable with ${percent(probability)}`;
  if (model.threshold > 1) return `Version ${number}: ${best}, but no threshold was good enough to answer at all.`;
  return `Version ${number} is not sure enough: ${best}; it answers from ${percent(model.threshold)} on.`;
};

/**
 * The supplier that learned a task from its labelled cases: costs nothing and leaves nothing. Declines what it is not sure of and what is
 * unlike anything it learned, so that the next candidate gets the input.
 */
export const createClassifierSupplier = (adopted: AdoptedClassifier | null): Supplier => ({
  attempt: async ({ task, input }, signal): Promise<AttemptReply> => {
    signal.throwIfAborted();
    const base = { usage: noTokens, isSimulated: false, answeredByModel: null };
    if (!adopted) return { kind: 'declined', explanation: 'No version is adopted for this task.', ...base };
    const found = findLabelField(task);
    if (!found.ok) return { kind: 'declined', explanation: found.reason, ...base };
    const { number, model } = adopted;
    const result = classify(model, textsOf(input));
    const { probability, label, declined } = result;
    const classification = { version: number, probability, threshold: model.threshold };
    const said = { ...base, answeredByModel: `v${number}`, classification };
    if (declined !== null) return { kind: 'declined', explanation: explain(result, adopted), ...said };
    const output: JsonValue = outputOf(found.field, label);
    return { kind: 'answer', output, ...said };
  },
});
