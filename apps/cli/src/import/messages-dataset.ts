import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '@switchyard/domain';
import papaparse from 'papaparse';
import { z } from 'zod';
import { type TriageIntent, triageIntentOf } from './banking77-intents.ts';

export interface LabelledMessage {
  readonly id: string;
  readonly message: string;
  readonly intent: TriageIntent;
}

const rowSchema = z.object({ split: z.string(), text: z.string(), label: z.string() });

/** The test part of `banking77.csv`, its labels mapped to the demo's intents. Throws `not_found` naming the file. */
export const readMessages = (directory: string): LabelledMessage[] => {
  const file = join(directory, 'banking77.csv');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new DomainError('not_found', `${file} does not exist. Name the folder with --data.`, { cause });
  }
  return papaparse
    .parse<unknown>(text, { header: true, skipEmptyLines: true })
    .data.map((row) => rowSchema.parse(row))
    .filter(({ split }) => split === 'test')
    .map((row, index) => ({ id: String(index), message: row.text, intent: triageIntentOf(row.label) }));
};
