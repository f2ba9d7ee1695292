import { z } from 'zod';
import { defineEvent, noPayload } from './define-event.ts';
import { phraseCount, phraseReason } from './phrasing.ts';

const count = z.int().min(0);

const trained = z.strictObject({
  version: z.int().min(1),
  /** SHA-256 of the stored model and of the cases it was trained on, hex. */
  modelHash: z.string(),
  dataDigest: z.string(),
  cases: count,
  accuracy: z.number().min(0).max(1),
  answered: count,
  answeredRight: count,
  isAdopted: z.boolean(),
  reason: z.string(),
});

export const classifierEvents = {
  'classifier.cases-added': defineEvent(
    'task',
    z.strictObject({ added: count, corrected: count }),
    ({ actor, target, payload }) =>
      `${actor} added ${phraseCount(payload.added, 'labelled case')} to ${target} and corrected ${payload.corrected}`,
  ),
  'classifier.cases-erased': defineEvent(
    'task',
    z.strictObject({ erased: count }),
    ({ actor, target, payload }) => `${actor} erased ${phraseCount(payload.erased, 'labelled case')} of ${target}`,
  ),
  'classifier.training-requested': defineEvent(
    'task',
    z.strictObject({ trainingId: z.uuid(), cases: count }),
    ({ actor, target, payload }) =>
      `${actor} started to train a classifier for ${target} on ${phraseCount(payload.cases, 'case')}`,
  ),
  'classifier.training-cancelled': defineEvent(
    'task',
    z.strictObject({ trainingId: z.uuid() }),
    ({ actor, target }) => `${actor} cancelled the training of a classifier for ${target}`,
  ),
  'classifier.training-failed': defineEvent(
    'task',
    z.strictObject({ trainingId: z.uuid(), error: z.string() }),
    ({ target, payload }) => `No classifier could be trained for ${target}${phraseReason(payload.error)}`,
  ),
  'classifier.trained': defineEvent('task', trained, ({ target, payload }) => {
    const standing = payload.isAdopted ? 'adopted it' : 'kept it as a candidate';
    return `Training made version ${payload.version} of the classifier for ${target} and ${standing}: ${payload.reason}`;
  }),
  'classifier.adopted': defineEvent(
    'task',
    z.strictObject({ version: z.int().min(1), replaces: z.int().min(1).nullable() }),
    ({ actor, target, payload }) => {
      const before = payload.replaces === null ? '' : ` instead of version ${payload.replaces}`;
      return `${actor} adopted version ${payload.version} of the classifier for ${target}${before}`;
    },
  ),
  'classifier.switched-off': defineEvent(
    'task',
    noPayload,
    ({ actor, target }) => `${actor} switched off the classifier for ${target}`,
  ),
  'classifier.scheduled': defineEvent(
    'task',
    z.strictObject({ everyDays: z.int().min(1).nullable(), newCasesMin: count }),
    ({ actor, target, payload }) =>
      payload.everyDays === null
        ? `${actor} ended the schedule that trains the classifier for ${target}`
        : `${actor} has the classifier for ${target} trained again every ${phraseCount(payload.everyDays, 'day')}`,
  ),
} as const;
