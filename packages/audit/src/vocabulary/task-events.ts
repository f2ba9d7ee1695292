import { dataClassSchema, receiptSchema } from '@switchyard/domain';
import { z } from 'zod';
import { defineEvent, noPayload } from './define-event.ts';
import { phraseCost, phraseList } from './phrasing.ts';

/** A try-out sends data and spends money like a step does, so it leaves the same facts. */
const tried = z.strictObject({
  receiptId: z.uuid(),
  /** `slug` or `slug/model`; null when nobody was eligible. */
  supplier: z.string().nullable(),
  dataClass: dataClassSchema,
  outcome: receiptSchema.shape.outcome,
  costMicroUsd: z.int().min(0),
  isSimulated: z.boolean(),
});

export const taskEvents = {
  'task.created': defineEvent(
    'task',
    z.strictObject({ slug: z.string() }),
    ({ actor, target }) => `${actor} created the task ${target}`,
  ),
  'task.updated': defineEvent(
    'task',
    z.strictObject({ changed: z.array(z.string()) }),
    ({ actor, target, payload }) => `${actor} changed ${phraseList(payload.changed)} of the task ${target}`,
  ),
  'task.published': defineEvent(
    'task',
    z.strictObject({ taskVersionId: z.uuid(), version: z.int().min(1), contentHash: z.string() }),
    ({ actor, target, payload }) => `${actor} published version ${payload.version} of the task ${target}`,
  ),
  'task.tried': defineEvent('task', tried, ({ actor, target, payload }) => {
    const supplier = `${payload.isSimulated ? 'simulated ' : ''}${payload.supplier ?? 'nobody'}`;
    return `${actor} tried ${target}: ${payload.dataClass} data to ${supplier}, ${phraseCost(payload.costMicroUsd)}`;
  }),
  'task.removed': defineEvent('task', noPayload, ({ actor, target }) => `${actor} removed the task ${target}`),
} as const;
