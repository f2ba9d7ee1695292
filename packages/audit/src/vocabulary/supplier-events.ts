import { dataClassSchema, supplierKindSchema } from '@switchyard/domain';
import { z } from 'zod';
import { defineEvent, noPayload } from './define-event.ts';
import { phraseList, phraseReason } from './phrasing.ts';

const created = z.strictObject({ slug: z.string(), kind: supplierKindSchema, dataClassMax: dataClassSchema });
const tested = z.strictObject({
  isReachable: z.boolean(),
  message: z.string(),
  durationMs: z.int().min(0),
  /** Which of its keys or regions. */
  endpoint: z.string().optional(),
});
const atEndpoint = (endpoint: string | undefined): string => (endpoint === undefined ? '' : ` at ${endpoint}`);

export const supplierEvents = {
  'supplier.created': defineEvent(
    'supplier',
    created,
    ({ actor, target, payload }) => `${actor} added the supplier ${target}, for data up to ${payload.dataClassMax}`,
  ),
  'supplier.updated': defineEvent(
    'supplier',
    /** Limits in words, as they were set. */
    z.strictObject({ changed: z.array(z.string()), limits: z.string().optional() }),
    ({ actor, target, payload }) =>
      `${actor} changed ${phraseList(payload.changed)} of the supplier ${target}${payload.limits === undefined ? '' : `: ${payload.limits}`}`,
  ),
  'supplier.removed': defineEvent(
    'supplier',
    noPayload,
    ({ actor, target }) => `${actor} removed the supplier ${target}`,
  ),
  /** The key itself never comes near the log. */
  'supplier.key-set': defineEvent(
    'supplier',
    z.strictObject({ lastFour: z.string().max(4) }),
    ({ actor, target, payload }) => `${actor} set the key of ${target}, ending in ${payload.lastFour}`,
  ),
  'supplier.key-removed': defineEvent(
    'supplier',
    noPayload,
    ({ actor, target }) => `${actor} removed the key of ${target}`,
  ),
  'supplier.tested': defineEvent(
    'supplier',
    tested,
    ({ actor, target, payload }) =>
      `${actor} tested ${target}${atEndpoint(payload.endpoint)}: ${payload.isReachable ? 'it answered' : `it did not answer${phraseReason(payload.message)}`}`,
  ),
  'supplier.endpoint-added': defineEvent(
    'supplier',
    z.strictObject({ endpoint: z.string(), residency: z.string(), lastFour: z.string().max(4).nullable() }),
    ({ actor, target, payload }) =>
      `${actor} added ${payload.endpoint} to ${target}, which processes data in ${payload.residency || 'an unnamed place'}`,
  ),
  'supplier.endpoint-updated': defineEvent(
    'supplier',
    z.strictObject({ endpoint: z.string(), changed: z.array(z.string()) }),
    ({ actor, target, payload }) =>
      `${actor} changed ${phraseList(payload.changed)} of ${payload.endpoint} of ${target}`,
  ),
  'supplier.endpoint-removed': defineEvent(
    'supplier',
    z.strictObject({ endpoint: z.string() }),
    ({ actor, target, payload }) => `${actor} removed ${payload.endpoint} from ${target}`,
  ),
  'supplier.endpoint-key-set': defineEvent(
    'supplier',
    z.strictObject({ endpoint: z.string(), lastFour: z.string().max(4) }),
    ({ actor, target, payload }) =>
      `${actor} set the key of ${payload.endpoint} of ${target}, ending in ${payload.lastFour}`,
  ),
} as const;
