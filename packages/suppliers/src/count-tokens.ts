import type { AttemptRequest } from '@switchyard/routing';
import { envelopeOf } from './answer-envelope.ts';
import { countApart } from './count-apart.ts';
import { promptOf } from './prompt.ts';
import { countHere } from './tokenizer.ts';

let count = countHere;

/**
 * From now on this process counts in a thread that ends when there has been nothing to count for ten seconds: the vocabulary takes
 * 60 MB. For programs that live long and are not bundled.
 */
export const countTokensApart = (): void => {
  count = countApart;
};

/** Beyond this the count is estimated from the sample's density, so that a huge input cannot hold a worker. */
const sampleChars = 200_000;

/** Tokens of a text by the o200k vocabulary. Other labs' counts differ by some per cent: an estimate, never a bill. */
export const countTokens = async (text: string): Promise<number> => {
  const sample = text.slice(0, sampleChars);
  const counted = await count(sample);
  return sample.length === text.length ? counted : Math.ceil((counted * text.length) / sample.length);
};

/** What a first attempt would send: instructions, input, sources and schema. The fact that `decide` asks for. */
export const countInputTokens = async (
  request: Pick<AttemptRequest, 'task' | 'input' | 'sources' | 'turn'>,
): Promise<number> => {
  const { task, input, sources, turn } = request;
  const prompt = promptOf({
    task,
    input,
    sources,
    instructions: task.instructions,
    model: null,
    feedback: [],
    previousOutput: null,
    idempotencyKey: '',
    timeoutMs: 0,
    apiKey: null,
    baseUrl: null,
  });
  const { strict, loose } = envelopeOf(task);
  const written = [prompt.system, ...prompt.messages.map(({ content }) => content), JSON.stringify(strict ?? loose)];
  if (turn) written.push(JSON.stringify(turn));
  return countTokens(written.join('\n'));
};
