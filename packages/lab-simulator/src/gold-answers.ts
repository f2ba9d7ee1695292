import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type JsonObject, jsonObjectSchema } from '@switchyard/domain';
import { z } from 'zod';

/** Known right answers by hash of the input text; the models' error rates are applied on top. */
export type GoldAnswers = ReadonlyMap<string, JsonObject>;

export const goldFileSchema = z.object({ v: z.literal(1), answers: z.record(z.string(), jsonObjectSchema) });
export type GoldFile = z.infer<typeof goldFileSchema>;

/** Key of a text in a gold file: SHA-256 (hex) of it with runs of white space collapsed. */
export const goldKeyOf = (text: string): string =>
  createHash('sha256').update(text.replaceAll(/\s+/g, ' ').trim()).digest('hex');

export const loadGold = (path: string): GoldAnswers =>
  new Map(Object.entries(goldFileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).answers));
