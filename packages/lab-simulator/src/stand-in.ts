import { findSimulatedModel, type SimulatedModel } from './simulated-models.ts';

const families: readonly { readonly pattern: RegExp; readonly key: string }[] = [
  { pattern: /^claude-.*haiku/, key: 'sim-claude-small' },
  { pattern: /^claude-/, key: 'sim-claude-large' },
  { pattern: /^gpt-.*nano/, key: 'sim-small' },
  { pattern: /^gpt-.*mini/, key: 'sim-medium' },
  { pattern: /^(gpt-|o\d)/, key: 'sim-large' },
];

/**
 * The scripted model that answers for `key`: itself, or the stand-in for a real lab's model, so that a workflow set up for
 * the real lab runs before a key is there. Replies name the stand-in, never the real model.
 */
export const simulatedModelFor = (key: string): SimulatedModel | undefined => {
  const exact = findSimulatedModel(key);
  if (exact) return exact;
  const family = families.find(({ pattern }) => pattern.test(key));
  return family && findSimulatedModel(family.key);
};
