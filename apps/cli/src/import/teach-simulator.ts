import type { JsonObject } from '@switchyard/domain';
import { goldKeyOf } from '@switchyard/lab-simulator';
import { complain } from '../terminal.ts';

/**
 * Tells the lab simulator the right answers, on top of which its models err at their stated rates. Where no simulator
 * answers at the address, real labs are used and nothing is told.
 */
export const teachSimulator = async (
  simulatorUrl: string | null,
  answers: readonly { readonly text: string; readonly answer: JsonObject }[],
): Promise<boolean> => {
  if (simulatorUrl === null) return false;
  const gold = { v: 1, answers: Object.fromEntries(answers.map(({ text, answer }) => [goldKeyOf(text), answer])) };
  try {
    const response = await fetch(`${simulatorUrl}/__gold`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(gold),
    });
    return response.ok;
  } catch {
    complain(`No lab simulator answers at ${simulatorUrl}; going on without it.`);
    return false;
  }
};
