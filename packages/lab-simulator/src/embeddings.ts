import { createHash } from 'node:crypto';
import { z } from 'zod';

export const embeddingsRequestSchema = z.looseObject({
  model: z.string(),
  input: z.union([z.string(), z.array(z.string())]),
  dimensions: z.int().min(1).max(4096).nullish(),
  encoding_format: z.enum(['float', 'base64']).nullish(),
});
export type EmbeddingsRequest = z.infer<typeof embeddingsRequestSchema>;

/** Hashed character trigrams, normalised: similar texts have similar vectors, and the same text always the same one. */
const embed = (text: string, dimensions: number): number[] => {
  const vector = new Array<number>(dimensions).fill(0);
  const padded = ` ${text.toLowerCase().replaceAll(/\s+/g, ' ').trim()} `;
  for (let at = 0; at + 3 <= padded.length; at += 1) {
    const hash = createHash('md5')
      .update(padded.slice(at, at + 3))
      .digest();
    const index = hash.readUInt32BE(0) % dimensions;
    vector[index] = (vector[index] ?? 0) + ((hash[4] ?? 0) % 2 === 0 ? 1 : -1);
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((each) => each / length);
};

const encode = (vector: number[], format: EmbeddingsRequest['encoding_format']): number[] | string =>
  format === 'base64' ? Buffer.from(new Float32Array(vector).buffer).toString('base64') : vector;

export const embeddingsBody = (request: EmbeddingsRequest, tokens: number) => {
  const texts = typeof request.input === 'string' ? [request.input] : request.input;
  const dimensions = request.dimensions ?? 256;
  return {
    object: 'list',
    model: request.model,
    data: texts.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: encode(embed(text, dimensions), request.encoding_format),
    })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
};
