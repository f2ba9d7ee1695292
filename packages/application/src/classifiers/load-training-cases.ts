import { createHash } from 'node:crypto';
import { DomainError, type JsonObject, type JsonValue } from '@switchyard/domain';
import { findLabelField, labelIn, type TrainingCase, textsOf, trainingLimits } from '@switchyard/suppliers';
import type { App } from '../app.ts';
import type { HeldTraining } from './claim-training.ts';
import { trainingMark } from './training-marks.ts';

export interface LoadedCases {
  readonly ids: readonly string[];
  readonly cases: readonly TrainingCase[];
  /** What each is known by in datasets, so that the version is never compared on it. */
  readonly marks: readonly string[];
  /** SHA-256 over ids, inputs and labels in order, hex. */
  readonly digest: string;
}

interface CaseRow {
  readonly id: string;
  readonly input: JsonObject;
  readonly expected: JsonValue;
  readonly hash: string;
}

const batchSize = 2000;
const charactersMax = 60_000_000;

/**
 * The newest cases of a task that have a label its schema allows now, in order of their ids, so that the same cases are always
 * trained on in the same order. Throws `not_permitted_now` where the task no longer fits, `too_large`.
 */
export const loadTrainingCases = async (app: App, training: HeldTraining): Promise<LoadedCases> => {
  const { organisationId, taskId, spec } = training;
  const found = findLabelField(spec);
  if (!found.ok) throw new DomainError('not_permitted_now', found.reason);
  const ids: string[] = [];
  const cases: TrainingCase[] = [];
  const marks: string[] = [];
  const digest = createHash('sha256');
  let characters = 0;
  let cursor: string | null = null;
  while (cases.length < trainingLimits.casesMax) {
    const rows: CaseRow[] = await app.db.queryOnce<CaseRow>(
      { organisationId },
      `SELECT id, input, expected, encode(input_hash, 'hex') AS hash FROM labelled_case
       WHERE organisation_id = $1 AND task_id = $2 AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`,
      [organisationId, taskId, cursor, Math.min(batchSize, trainingLimits.casesMax - cases.length)],
    );
    for (const { id, input, expected, hash } of rows) {
      const label = labelIn(found.field, expected);
      if (label === null) continue;
      const texts = textsOf(input);
      characters += texts.reduce((sum, { text }) => sum + text.length, 0);
      ids.push(id);
      cases.push({ texts, label });
      marks.push(trainingMark(input));
      digest.update(`${id} ${hash} ${label}\n`);
    }
    if (characters > charactersMax) {
      throw new DomainError(
        'too_large',
        `The cases have more than ${charactersMax / 1e6} million characters. Use fewer.`,
      );
    }
    cursor = rows.at(-1)?.id ?? null;
    if (cursor === null) break;
  }
  return { ids, cases, marks, digest: digest.digest('hex') };
};
