import { dataClassSchema, sourceAuthoritySchema } from '@switchyard/domain';
import { z } from 'zod';
import { defineEvent, noPayload } from './define-event.ts';
import { phraseCount, phraseList, phraseReason } from './phrasing.ts';

const registered = z.strictObject({
  slug: z.string(),
  kind: z.enum(['upload', 'http', 'postgres']),
  authority: sourceAuthoritySchema,
  dataClass: dataClassSchema,
});

const versionRecorded = z.strictObject({
  versionId: z.uuid(),
  contentHash: z.string(),
  rows: z.int().min(0),
  bytes: z.int().min(0),
});

export const sourceEvents = {
  'source.registered': defineEvent(
    'source',
    registered,
    ({ actor, target, payload }) => `${actor} registered ${target} as ${payload.authority} ${payload.dataClass} source`,
  ),
  'source.updated': defineEvent(
    'source',
    z.strictObject({ changed: z.array(z.string()) }),
    ({ actor, target, payload }) => `${actor} changed ${phraseList(payload.changed)} of the source ${target}`,
  ),
  'source.version-recorded': defineEvent(
    'source',
    versionRecorded,
    ({ actor, target, payload }) => `${actor} recorded a version of ${target} with ${phraseCount(payload.rows, 'row')}`,
  ),
  /** The origin could not be read; the version before stays current. Once until it is read again. */
  'source.refresh-failed': defineEvent(
    'source',
    z.strictObject({ code: z.string(), message: z.string() }),
    ({ target, payload }) => `The source ${target} could not be read${phraseReason(payload.message)}`,
  ),
  'source.removed': defineEvent('source', noPayload, ({ actor, target }) => `${actor} removed the source ${target}`),
} as const;
