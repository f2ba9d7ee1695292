import { describe, expect, it } from 'vitest';
import { holdsStep, listTimelineEntries, type TimelineStep } from './timeline-entries.ts';

const step = (ordinal: number, kind: string, at: Partial<TimelineStep> = {}): TimelineStep => ({
  id: `s${ordinal}`,
  kind,
  ordinal,
  status: 'completed',
  container: null,
  round: null,
  ...at,
});

const steps = [
  step(1, 'start'),
  step(2, 'forEach', { status: 'waiting' }),
  step(3, 'http', { container: 2, round: 0 }),
  step(4, 'region', { container: 2, round: 1, status: 'waiting' }),
  step(5, 'approval', { container: 4, round: 0, status: 'waiting' }),
  step(6, 'http', { container: 2, round: 0, status: 'failed' }),
];

describe('the timeline', () => {
  it('puts steps of a body under their container, item by item, however deep', () => {
    const [, each] = listTimelineEntries(steps);
    expect(each?.rounds.map(({ label, status }) => [label, status])).toEqual([
      ['Item 1', 'failed'],
      ['Item 2', 'waiting'],
    ]);
    expect(each?.rounds[0]?.entries.map((entry) => entry.step.ordinal)).toEqual([3, 6]);
    expect(each?.rounds[1]?.entries[0]?.rounds[0]?.entries[0]?.step.kind).toBe('approval');
  });

  it('loses no step, even of a container that is not listed', () => {
    const listed = listTimelineEntries(steps.filter(({ ordinal }) => ordinal !== 2));
    expect(listed.map((entry) => entry.step.ordinal)).toEqual([1, 3, 4, 6]);
  });

  it('knows which rounds hold a step', () => {
    const [, each] = listTimelineEntries(steps);
    expect(each?.rounds.map((round) => holdsStep(round, 's5'))).toEqual([false, true]);
  });
});
