import { dataClassSchema } from '@switchyard/domain';
import { z } from 'zod';
import { defineEvent, noPayload } from './define-event.ts';
import { phraseCost, phraseCount, phraseList, phraseReason, phraseWord } from './phrasing.ts';

/** Who is compared with whom, on how much, at which estimated cost. */
const planned = z.strictObject({
  task: z.string(),
  datasetId: z.uuid(),
  arms: z.array(z.string()),
  cases: z.int().min(0),
  dataClass: dataClassSchema,
  estimatedMicroUsd: z.int().min(0),
});

const finished = z.strictObject({
  task: z.string(),
  finding: z.enum(['better', 'good_enough', 'worse', 'open']),
  cases: z.int().min(0),
  costMicroUsd: z.int().min(0),
});

/** Candidate refs; null is as the policy decides. */
const pinned = z.strictObject({
  before: z.string().nullable(),
  after: z.string().nullable(),
  evalRunId: z.uuid().nullable(),
});

const findings = {
  better: 'the challenger is better',
  good_enough: 'the challenger is good enough',
  worse: 'the challenger is worse',
  open: 'the cases do not decide',
} as const;

const intakes = { offer: 'are offered', add: 'are added', none: 'are not taken' } as const;

const phraseRef = (ref: string | null): string => ref ?? 'as the policy decides';

export const evalEvents = {
  'dataset.created': defineEvent(
    'dataset',
    z.strictObject({ task: z.string(), dataClass: dataClassSchema }),
    ({ actor, target, payload }) => `${actor} created the dataset ${target} of the task ${payload.task}`,
  ),
  'dataset.cases-added': defineEvent(
    'dataset',
    z.strictObject({ origin: z.string(), added: z.int().min(0), dataClass: dataClassSchema }),
    ({ actor, target, payload }) =>
      `${actor} added ${phraseCount(payload.added, 'case')} to ${target}, from ${phraseWord(payload.origin)}`,
  ),
  'dataset.case-removed': defineEvent(
    'dataset',
    z.strictObject({ caseId: z.uuid() }),
    ({ actor, target }) => `${actor} took a case out of ${target}`,
  ),
  'dataset.changed': defineEvent(
    'dataset',
    z.strictObject({ graders: z.array(z.string()), passAt: z.number(), intake: z.enum(['offer', 'add', 'none']) }),
    ({ actor, target, payload }) =>
      `${actor} changed ${target}: judged by ${phraseList(payload.graders)}, corrections ${intakes[payload.intake]}`,
  ),
  'dataset.offers-declined': defineEvent(
    'dataset',
    z.strictObject({ declined: z.int().min(0) }),
    ({ actor, target, payload }) => `${actor} left ${phraseCount(payload.declined, 'offered case')} out of ${target}`,
  ),
  'dataset.removed': defineEvent(
    'dataset',
    // Events of before it was said what became of the cases have neither.
    z.strictObject({ erased: z.int().min(0).optional(), kept: z.int().min(0).optional() }),
    ({ actor, target, payload }) =>
      payload.erased === undefined
        ? `${actor} removed the dataset ${target}`
        : `${actor} removed the dataset ${target}: ${phraseCount(payload.erased, 'case')} erased, ${payload.kept ?? 0} kept with finished evaluations`,
  ),
  'eval.planned': defineEvent(
    'eval',
    planned,
    ({ actor, payload }) =>
      `${actor} planned to compare ${phraseList(payload.arms)} on ${phraseCount(payload.cases, 'case')} of ${payload.task}, about ${phraseCost(payload.estimatedMicroUsd)}`,
  ),
  'eval.started': defineEvent(
    'eval',
    z.strictObject({ atMostMicroUsd: z.int().min(0), dataClass: dataClassSchema }),
    ({ actor, target, payload }) =>
      `${actor} started ${target}: ${payload.dataClass} data, at most ${phraseCost(payload.atMostMicroUsd)}`,
  ),
  'eval.stopped': defineEvent(
    'eval',
    z.strictObject({ reason: z.string() }),
    ({ actor, target, payload }) => `${actor} stopped ${target}${phraseReason(payload.reason)}`,
  ),
  'eval.cancelled': defineEvent('eval', noPayload, ({ actor, target }) => `${actor} cancelled ${target}`),
  'eval.finished': defineEvent(
    'eval',
    finished,
    ({ target, payload }) =>
      `${target} finished on ${phraseCount(payload.cases, 'case')}: ${findings[payload.finding]}, ${phraseCost(payload.costMicroUsd)}`,
  ),
  'eval.answer-graded': defineEvent(
    'eval',
    z.strictObject({ caseId: z.uuid(), arm: z.int().min(0), isRight: z.boolean() }),
    ({ actor, target, payload }) => `${actor} graded an answer in ${target} ${payload.isRight ? 'right' : 'wrong'}`,
  ),
  'task.supplier-adopted': defineEvent(
    'task',
    pinned,
    ({ actor, target, payload }) =>
      `${actor} gave ${target} to ${phraseRef(payload.after)}, before: ${phraseRef(payload.before)}`,
  ),
  'task.supplier-rolled-back': defineEvent(
    'task',
    pinned,
    ({ actor, target, payload }) => `${actor} took ${target} back to ${phraseRef(payload.after)}`,
  ),
  'task.watch-set': defineEvent(
    'task',
    z.strictObject({
      shadow: z.string().nullable(),
      shadowShare: z.number(),
      regradeShare: z.number(),
    }),
    ({ actor, target, payload }) =>
      `${actor} set what is looked at again of ${target}: ${Math.round(payload.regradeShare * 100)} % graded again, ${Math.round(payload.shadowShare * 100)} % in the shadow`,
  ),
  'task.drift-noticed': defineEvent(
    'task',
    z.strictObject({ candidate: z.string(), answers: z.int().min(0), share: z.number(), expected: z.number() }),
    ({ target, payload }) =>
      `${target} has become worse: ${payload.candidate} was right in ${Math.round(payload.share * 100)} % of the last ${phraseCount(payload.answers, 'graded answer')}, expected ${Math.round(payload.expected * 100)} %`,
  ),
} as const;
