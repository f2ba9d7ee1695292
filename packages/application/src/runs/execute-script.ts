import { DomainError, isDomainError, type JsonValue, type NodeOf } from '@switchyard/domain';
import type { App } from '../app.ts';
import type { ClaimedStep } from './claim-step.ts';
import type { StepResult } from './finish-step.ts';

/** Gives the step's input to the script, in a process without secrets, network or files. */
export const executeScript = async (
  app: App,
  step: ClaimedStep,
  { name, config }: NodeOf<'script'>,
  signal: AbortSignal,
): Promise<StepResult> => {
  const { code, timeoutMs } = config;
  const output = await named(name, () => app.scripts.run({ code, input: step.input, timeoutMs, signal }));
  return { kind: 'completed', output };
};

/** The failure, with the name of the step for whoever reads it in a list. */
const named = async (name: string, run: () => Promise<JsonValue>): Promise<JsonValue> => {
  try {
    return await run();
  } catch (thrown) {
    if (!isDomainError(thrown)) throw thrown;
    const { code, message, details, retryable } = thrown;
    throw new DomainError(code, `“${name}”: ${message}`, { details, retryable });
  }
};
