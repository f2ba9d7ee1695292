import type { DefinitionNode, DefinitionProblem } from '@switchyard/domain';
import { durationMs } from '../calendar/duration-parts.ts';
import { nextTick } from '../schedule/ticks.ts';
import { describeCronProblem } from './cron.ts';
import type { LintReferences } from './lint-references.ts';
import { errorAt, warningAt } from './problem.ts';

/** Some thousand years: a time after that has no date in the year 9999 or before. */
const durationMaxMs = 2_500_000 * 86_400_000;

interface TimedNode {
  readonly id: string;
  readonly name: string;
  readonly duration: string | undefined;
  /** Where the duration stands in the node's config. */
  readonly path: string;
  readonly calendar: string | undefined;
  /** Where that stands. */
  readonly calendarPath?: string;
}

/** A duration of a node, and the business calendar it is counted in. */
export function* lintDuration(
  { id, name, duration, path, calendar, calendarPath = 'calendar' }: TimedNode,
  { calendars }: LintReferences,
): Generator<DefinitionProblem> {
  if (duration !== undefined && durationMs(duration) > durationMaxMs) {
    const message = `“${name}” would wait for ${duration}, which ends after the year 9999. Give it a shorter time.`;
    yield errorAt('duration-too-long', { nodeId: id, path }, message);
  }
  if (calendar === undefined) return;
  const place = { nodeId: id, path: calendarPath };
  if (duration === undefined) {
    yield warningAt('calendar-unused', place, `“${name}” names a calendar but no time to count in it. Remove it.`);
  }
  if (!calendars || calendars.some(({ slug }) => slug === calendar)) return;
  const message = `“${name}” counts in the calendar “${calendar}”, which does not exist. Create it under Settings → Calendars, or choose another.`;
  yield errorAt('unknown-calendar', place, message);
}

/** The times on the border of a node. */
export function* lintBoundaryTimes(node: DefinitionNode, references: LintReferences): Generator<DefinitionProblem> {
  for (const [index, event] of (node.boundary ?? []).entries()) {
    if (event.on !== 'timer') continue;
    const place = `boundary[${index}]`;
    const { after: duration, calendar } = event;
    const timed = { id: node.id, name: node.name, duration, path: `${place}.after`, calendar };
    yield* lintDuration({ ...timed, calendarPath: `${place}.calendar` }, references);
  }
}

/** Any moment will do: what never comes does not come after this one. */
const someMoment = new Date(Date.UTC(2024, 0, 1));

const ticksAtAll = (cron: string): boolean => {
  try {
    return nextTick({ cron, timeZone: 'UTC' }, someMoment) !== null;
  } catch {
    return false;
  }
};

/** What is wrong with when a schedule ticks, and whether it keeps a version from being published. */
export const describeScheduleProblem = (cron: string): string | undefined => {
  const problem = describeCronProblem(cron);
  if (problem) return problem;
  return ticksAtAll(cron) ? undefined : 'there is no such day or minute, so it would never start a run';
};
