import type { MigratedRun, Outcome, Verdict } from './migration-types.ts';
import { sayField } from './say-field.ts';

type Report = MigratedRun['report'];

export const verdictWords: Record<Verdict, string> = {
  kept: 'Goes on as it is',
  changed: 'Goes on, with changes',
  voided: 'Something is withdrawn',
  busy: 'A step is being worked on',
  impossible: 'Cannot be moved',
};

export const outcomeWords: Record<Outcome, string> = {
  moved: 'Moved',
  skipped: 'Not moved',
  busy: 'Was busy',
  ended: 'Had ended',
  failed: 'Failed to move',
};

const times = (count: number): string => (count === 1 ? '' : ` (${count} times)`);

const describePlace = ({ name, toName, fate, changed, count }: Report['places'][number]): string | null => {
  const fields = changed.map(sayField).join(', ');
  const what = fields === '' ? '' : `: ${fields}`;
  if (fate === 'reopened') {
    const where = toName === name || toName === null ? 'opened again' : `withdrawn; goes on at “${toName}”`;
    return `“${name}” is ${where}${what}${times(count)}.`;
  }
  if (fate === 'voided') return `“${name}” is withdrawn with what is around it${times(count)}.`;
  if (fate !== 'changed') return null;
  return toName === name || toName === null
    ? `“${name}” goes on, changed${what}${times(count)}.`
    : `“${name}” goes on as “${toName}”${what}${times(count)}.`;
};

const counted = (count: number, noun: string, what: string): string[] =>
  count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'} ${what}.`];

/** What becomes of one run, a sentence each; what is lost comes first. Of a run that stays, only why. */
export const describeReport = (report: Report): string[] =>
  report.verdict === 'impossible' ? [...report.problems, ...report.notes] : describeMove(report);

const describeMove = (report: Report): string[] => [
  ...report.problems,
  ...report.voidedApprovals.map(({ title, waitsFor }) => {
    const whom = waitsFor.length === 0 ? ' ' : `, which waits for ${waitsFor.join(', ')}, `;
    return `The request “${title}”${whom}is withdrawn.`;
  }),
  ...report.voidedWorkItems.map((title) => `The task “${title}” is taken out of people’s queues.`),
  ...(report.problems.length > 0 ? [] : report.places.flatMap((place) => describePlace(place) ?? [])),
  ...counted(report.timers.dropped, 'timer', 'stopped'),
  ...counted(report.timers.rearmed, 'timer', 'set anew, counted from when the step began'),
  ...counted(report.messageWaits.dropped, 'wait', 'for a message ended'),
  ...counted(report.messageWaits.changed, 'wait', 'for a message begun'),
  ...report.notes,
];
