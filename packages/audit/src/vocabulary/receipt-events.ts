import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { phraseCost, phraseCount, phraseReason } from './phrasing.ts';

export const receiptEvents = {
  'receipts.detached': defineEvent(
    'settings',
    z.strictObject({ month: z.string(), receipts: z.int() }),
    ({ actor, payload }) =>
      `${actor} took ${phraseCount(payload.receipts, 'receipt')} of ${payload.month} out, as the retention period says`,
  ),
  /** The key itself is personal data; its hash lets whoever knows it find the event. */
  'subject.traced': defineEvent(
    'audit_log',
    z.strictObject({ keyHash: z.string(), runs: z.int(), looked: z.int() }),
    ({ actor, payload }) =>
      `${actor} asked where the data of a subject went: ${payload.runs} of ${phraseCount(payload.looked, 'run')} hold it`,
  ),
  'invoice.imported': defineEvent(
    'supplier',
    z.strictObject({ fileName: z.string(), lines: z.int(), amountMicroUsd: z.int() }),
    ({ actor, target, payload }) =>
      `${actor} imported an invoice of ${target}: ${phraseCount(payload.lines, 'line')}, ${phraseCost(payload.amountMicroUsd)}`,
  ),
  'invoice.removed': defineEvent(
    'supplier',
    z.strictObject({ fileName: z.string(), lines: z.int(), correctionsKept: z.int(), correctedMicroUsd: z.int() }),
    ({ actor, target, payload }) =>
      `${actor} removed the invoice ${payload.fileName} of ${target}; ${phraseCount(payload.correctionsKept, 'correction')} made from it stay`,
  ),
  'spend.corrected': defineEvent(
    'supplier',
    z.strictObject({ day: z.string(), model: z.string().nullable(), amountMicroUsd: z.int(), reason: z.string() }),
    ({ actor, target, payload }) =>
      `${actor} corrected the spend on ${target} of ${payload.day} by ${phraseCost(payload.amountMicroUsd)}${phraseReason(payload.reason)}`,
  ),
} as const;
