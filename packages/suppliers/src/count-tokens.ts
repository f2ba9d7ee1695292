import type { AttemptRequest } from '@switchyard/routing';
import type { Tokenizer } from 'ai-tokenizer';
import { envelopeOf } from './answer-envelope.ts';
import { promptOf } from './prompt.ts';

let loaded: Promise<Tokenizer> | null = null;

/** Loaded at first use: the vocabulary takes some megabytes, and rules-only installations never need it. */
const loadTokenizer = (): Promise<Tokenizer> => {
  loaded ??= Promise.all([import('ai-tokenizer'), import('ai-tokenizer/encoding/o200k_base')]).then(
    ([{ Tokenizer: Loaded }, encoding]) => new Loaded(encoding),
  );
  return loaded;
};

/** Beyond this the count is estimated from the sample's density, so that a huge input cannot hold a worker. */
const sampleChars = 200_000;

/** Tokens of a text by the o200k vocabulary. Other labs' counts differ by some per cent: an estimate, never a bill. */
export const countTokens = async (text: string): Promise<number> => {
  const tokenizer = await loadTokenizer();
  const sample = text.slice(0, sampleChars);
  const counted = tokenizer.count(sample);
  return sample.length === text.length ? counted : Math.ceil((counted * text.length) / sample.length);
};

/** What a first attempt would send: instructions, input, sources and schema. The fact that `decide` asks for. */
export const countInputTokens = async (
  request: Pick<AttemptRequest, 'task' | 'input' | 'sources'>,
): Promise<number> => {
  const { task, input, sources } = request;
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
  return countTokens(written.join('\n'));
};
