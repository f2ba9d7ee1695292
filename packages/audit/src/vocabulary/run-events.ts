import { z } from 'zod';
import { defineEvent, noPayload } from './define-event.ts';
import { phraseCount, phraseReason } from './phrasing.ts';

const reason = z.strictObject({ reason: z.string() });

const started = z.strictObject({
  workflowId: z.uuid(),
  workflowName: z.string(),
  versionId: z.uuid(),
  version: z.int().min(1),
  trigger: z.enum(['manual', 'api', 'webhook', 'schedule', 'subworkflow']),
});

const variableChanged = z.strictObject({
  name: z.string(),
  /** JSON text, shortened; null: there was no such variable. */
  before: z.string().nullable(),
  after: z.string(),
  reason: z.string(),
});

const rerun = z.strictObject({
  ofRunId: z.uuid(),
  ofLabel: z.string(),
  /** Name of the step it begins with. */
  from: z.string(),
  version: z.int().min(1),
  /** Steps that stand as they were. */
  kept: z.int().min(0),
  reason: z.string(),
});

const bulkBegun = z.strictObject({
  bulkId: z.uuid(),
  filter: z.string(),
  /** What the filter found. */
  expected: z.int().min(0),
  reason: z.string(),
});

/** What a bulk retry came to; without `ended` one batch of it, as it was recorded before. */
const bulkRetried = z.strictObject({
  bulkId: z.uuid(),
  filter: z.string(),
  ended: z.enum(['completed', 'cancelled', 'failed']).optional(),
  retried: z.int().min(0),
  rerun: z.int().min(0),
  refused: z.int().min(0),
});

/** Other bulk operations than retries, which were recorded before there were others. */
const bulkKind = z.enum(['cancel', 'set-aside']);

const bulkEnded = z.strictObject({
  bulkId: z.uuid(),
  kind: bulkKind,
  filter: z.string(),
  ended: z.enum(['completed', 'cancelled', 'failed']),
  done: z.int().min(0),
  refused: z.int().min(0),
});

const bulkWords = {
  cancel: { asked: 'to cancel in bulk', done: 'cancelled', all: 'every run that had not ended' },
  'set-aside': { asked: 'to set aside in bulk', done: 'set aside', all: 'everything that failed' },
} as const;

const endings = { completed: '', cancelled: ' and was stopped', failed: ' and could not go on' } as const;

const triggerWords = {
  manual: 'by hand',
  api: 'through the API',
  webhook: 'by webhook',
  schedule: 'on schedule',
  subworkflow: 'by another run',
};

export const runEvents = {
  'run.started': defineEvent(
    'run',
    started,
    ({ actor, target, payload }) =>
      `${actor} started ${target} of ${payload.workflowName} (version ${payload.version}) ${triggerWords[payload.trigger]}`,
  ),
  'run.completed': defineEvent(
    'run',
    z.strictObject({ durationMs: z.int().min(0) }),
    ({ target }) => `${target} completed`,
  ),
  'run.failed': defineEvent(
    'run',
    z.strictObject({ code: z.string(), message: z.string(), nodeId: z.string().optional() }),
    ({ target, payload }) => `${target} failed${phraseReason(payload.message)}`,
  ),
  'run.value-downloaded': defineEvent(
    'run',
    z.strictObject({ hash: z.string(), bytes: z.int().min(0) }),
    ({ actor, target, payload }) => `${actor} downloaded a value of ${target} (${payload.bytes} bytes)`,
  ),
  'run.cancelled': defineEvent(
    'run',
    reason,
    ({ actor, target, payload }) => `${actor} cancelled ${target}${phraseReason(payload.reason)}`,
  ),
  'run.paused': defineEvent(
    'run',
    reason,
    ({ actor, target, payload }) => `${actor} paused ${target}${phraseReason(payload.reason)}`,
  ),
  'run.resumed': defineEvent('run', noPayload, ({ actor, target }) => `${actor} resumed ${target}`),
  'run.priority-changed': defineEvent(
    'run',
    z.strictObject({ from: z.int(), to: z.int() }),
    ({ actor, target, payload: { from, to } }) => `${actor} changed the priority of ${target} from ${from} to ${to}`,
  ),
  'run.variable-changed': defineEvent(
    'run',
    variableChanged,
    ({ actor, target, payload: { name, before, after, reason } }) =>
      `${actor} changed the variable ${name} of ${target} from ${before ?? 'nothing'} to ${after}${phraseReason(reason)}`,
  ),
  'run.rerun': defineEvent(
    'run',
    rerun,
    ({ actor, target, payload }) =>
      `${actor} ran ${payload.ofLabel} again from “${payload.from}” on, as ${target} (version ${payload.version}, ${phraseCount(payload.kept, 'step')} kept)${phraseReason(payload.reason)}`,
  ),
  'run.set-aside': defineEvent(
    'run',
    reason,
    ({ actor, target, payload }) => `${actor} set ${target} aside${phraseReason(payload.reason)}`,
  ),
  'organisation.retry-begun': defineEvent(
    'organisation',
    bulkBegun,
    ({ actor, payload: { filter, expected, reason } }) =>
      `${actor} asked for a bulk retry of ${filter || 'everything that failed'}, ${expected} found${phraseReason(reason)}`,
  ),
  'organisation.runs-retried': defineEvent(
    'organisation',
    bulkRetried,
    ({ actor, payload: { retried, rerun, refused, filter, ended } }) =>
      `${actor} ${ended === 'cancelled' ? 'stopped a bulk retry' : 'retried in bulk'}: ${phraseCount(retried, 'step')} tried again, ${phraseCount(rerun, 'run')} run again, ${refused} refused (${filter || 'everything that failed'})`,
  ),
  'organisation.bulk-begun': defineEvent(
    'organisation',
    bulkBegun.extend({ kind: bulkKind }),
    ({ actor, payload: { kind, filter, expected, reason } }) =>
      `${actor} asked ${bulkWords[kind].asked} ${filter || bulkWords[kind].all}, ${phraseCount(expected, 'run')} found${phraseReason(reason)}`,
  ),
  'organisation.bulk-ended': defineEvent(
    'organisation',
    bulkEnded,
    ({ actor, payload: { kind, filter, ended, done, refused } }) =>
      `${actor} ${bulkWords[kind].done} ${phraseCount(done, 'run')} in bulk${endings[ended]}, ${refused} refused (${filter || bulkWords[kind].all})`,
  ),
} as const;
