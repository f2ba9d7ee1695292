import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { phraseCount, phraseList } from './phrasing.ts';

const migrated = z.strictObject({
  migrationId: z.uuid(),
  fromVersion: z.int().min(1),
  toVersion: z.int().min(1),
  /** Titles of requests that were withdrawn. */
  voidedApprovals: z.array(z.string()),
  /** Nodes whose open step was withdrawn, by name. */
  reopened: z.array(z.string()),
});

const migrationTerms = {
  migrationId: z.uuid(),
  /** Null: from every other version. */
  fromVersion: z.int().min(1).nullable(),
  toVersion: z.int().min(1),
};

const phraseFrom = (fromVersion: number | null): string =>
  fromVersion === null ? 'every other version' : `version ${fromVersion}`;

/** Running runs brought to another version. */
export const migrationEvents = {
  'run.migrated': defineEvent('run', migrated, ({ actor, target, payload }) => {
    const { fromVersion, toVersion, voidedApprovals } = payload;
    const titles = voidedApprovals.map((title) => `“${title}”`);
    const voided = titles.length === 0 ? '' : `, withdrawing ${phraseList(titles)}`;
    return `${actor} moved ${target} from version ${fromVersion} to version ${toVersion}${voided}`;
  }),
  'workflow.migration-begun': defineEvent(
    'workflow',
    z.strictObject({
      ...migrationTerms,
      runs: z.int().min(0),
      digest: z.string(),
      /** Old node → new node, or where runs go on. */
      mapping: z.record(z.string(), z.string()),
    }),
    ({ actor, target, payload }) =>
      `${actor} began to move ${phraseCount(payload.runs, 'run')} of ${target} from ${phraseFrom(payload.fromVersion)} to version ${payload.toVersion}`,
  ),
  'workflow.migration-ended': defineEvent(
    'workflow',
    z.strictObject({ ...migrationTerms, moved: z.int().min(0), notMoved: z.int().min(0) }),
    ({ target, payload }) =>
      `${phraseCount(payload.moved, 'run')} of ${target} moved to version ${payload.toVersion}; ${payload.notMoved} did not`,
  ),
} as const;
