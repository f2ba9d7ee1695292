import { dataClassSchema } from '@switchyard/domain';
import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { phraseCost, phraseList, phraseReason } from './phrasing.ts';

/** Why customer data went where it went: enough to answer it from the log alone. */
const aiCompleted = z.strictObject({
  receiptId: z.uuid(),
  task: z.string(),
  supplier: z.string(),
  model: z.string().nullable(),
  dataClass: dataClassSchema,
  /** Source slug → version id that was read. */
  sources: z.record(z.string(), z.string()),
  costMicroUsd: z.int().min(0),
  isSimulated: z.boolean(),
});

const httpSent = z.strictObject({
  method: z.string(),
  /** Scheme, host and path; never the query, which may carry data or credentials. */
  url: z.string(),
  status: z.int().nullable(),
  idempotencyKey: z.string(),
});

const phraseSources = (sources: Record<string, string>): string => {
  const slugs = Object.keys(sources).sort();
  return slugs.length === 0 ? '' : `, reading ${phraseList(slugs)}`;
};

const raised = z.strictObject({ from: z.int().min(0), to: z.int().min(0) });

/** Limits of an agent step that were raised for its retry; money in micro-dollars, time in milliseconds. */
const raisedLimits = z
  .strictObject({ turnsMax: raised, callsMax: raised, costMicroUsdMax: raised, timeMsMax: raised })
  .partial();

const limitPhrases = {
  turnsMax: (value: number) => `${value} turns`,
  callsMax: (value: number) => `${value} tool calls`,
  costMicroUsdMax: phraseCost,
  timeMsMax: (value: number) => `${value / 1000} s`,
};

const phraseRaised = (limits: z.infer<typeof raisedLimits> = {}): string => {
  const parts = (['turnsMax', 'callsMax', 'costMicroUsdMax', 'timeMsMax'] as const).flatMap((name) => {
    const found = limits[name];
    return found ? [`up to ${limitPhrases[name](found.to)} instead of ${limitPhrases[name](found.from)}`] : [];
  });
  return parts.length === 0 ? '' : `, allowing ${phraseList(parts)}`;
};

export const stepEvents = {
  'step.ai-completed': defineEvent('step', aiCompleted, ({ target, payload }) => {
    const supplier = payload.model === null ? payload.supplier : `${payload.supplier} (${payload.model})`;
    const simulated = payload.isSimulated ? 'simulated ' : '';
    const where = `${payload.dataClass} data to ${simulated}${supplier}${phraseSources(payload.sources)}`;
    return `${target} did the task ${payload.task}: ${where}, ${phraseCost(payload.costMicroUsd)}`;
  }),
  'step.http-sent': defineEvent(
    'step',
    httpSent,
    ({ target, payload }) =>
      `${target} sent ${payload.method} ${payload.url}, answered ${payload.status === null ? 'by nothing' : payload.status}`,
  ),
  'step.done-by-person': defineEvent(
    'step',
    z.strictObject({
      task: z.string(),
      workItemId: z.uuid(),
      /** Checks that refused the answer and that the person overruled, with their reason. */
      overriddenChecks: z.array(z.string()).optional(),
      reason: z.string().optional(),
    }),
    ({ actor, target, payload }) => {
      const overruled = payload.overriddenChecks ? `, overruling ${phraseList(payload.overriddenChecks)}` : '';
      return `${actor} did the task ${payload.task} of ${target}${overruled}${phraseReason(payload.reason ?? '')}`;
    },
  ),
  'step.answer-corrected': defineEvent(
    'step',
    z.strictObject({
      task: z.string(),
      correctionId: z.uuid(),
      receiptId: z.uuid().nullable(),
      approvalId: z.uuid().nullable(),
      /** Digest of what the person said is right. */
      digest: z.string(),
      reason: z.string(),
    }),
    ({ actor, target, payload }) =>
      `${actor} corrected the answer of ${target} to the task ${payload.task}${phraseReason(payload.reason)}`,
  ),
  'step.retried': defineEvent(
    'step',
    z.strictObject({ reason: z.string(), limits: raisedLimits.optional() }),
    ({ actor, target, payload }) =>
      `${actor} retried ${target}${phraseRaised(payload.limits)}${phraseReason(payload.reason)}`,
  ),
  'step.skipped': defineEvent(
    'step',
    z.strictObject({ reason: z.string(), port: z.string().optional() }),
    ({ actor, target, payload }) => {
      const way = payload.port === undefined || payload.port === 'out' ? '' : ` by the way “${payload.port}”`;
      return `${actor} skipped ${target}${way}${phraseReason(payload.reason)}`;
    },
  ),
  'step.items-added': defineEvent(
    'step',
    z.strictObject({ count: z.int().min(1) }),
    ({ actor, target, payload }) =>
      `${actor} added ${payload.count} ${payload.count === 1 ? 'item' : 'items'} to ${target}`,
  ),
  'step.item-cancelled': defineEvent(
    'step',
    z.strictObject({ index: z.int().min(0), reason: z.string() }),
    ({ actor, target, payload }) =>
      `${actor} cancelled item ${payload.index + 1} of ${target}${phraseReason(payload.reason)}`,
  ),
  'step.completed-early': defineEvent(
    'step',
    z.strictObject({ reason: z.string() }),
    ({ actor, target, payload }) => `${actor} said that ${target} has enough${phraseReason(payload.reason)}`,
  ),
  'step.outcome-stated': defineEvent(
    'step',
    z.strictObject({ happened: z.boolean(), reason: z.string() }),
    ({ actor, target, payload }) =>
      `${actor} stated that the effect of ${target} ${payload.happened ? 'happened' : 'did not happen'}${phraseReason(payload.reason)}`,
  ),
} as const;
