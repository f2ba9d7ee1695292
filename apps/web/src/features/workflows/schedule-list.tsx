'use client';

import type { ScheduleView } from '@switchyard/application';
import { Badge, Button, formatExactTime, RelativeTime, toast, useNow } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CirclePause, CirclePlay } from 'lucide-react';
import { useTRPC } from '../../trpc/client.tsx';

interface ScheduleListProps {
  readonly slug: string;
  readonly schedules: readonly ScheduleView[];
  /** Whether the viewer may pause and resume. */
  readonly canPause: boolean;
}

const missedWords: Record<ScheduleView['missed'], string> = {
  latest: 'Missed times start one run for the latest.',
  all: 'Missed times start one run each, at most 100.',
  skip: 'Missed times start no run.',
};

/** The published schedules of a workflow: when they tick next, or who keeps them from it. */
export const ScheduleList = ({ slug, schedules, canPause }: ScheduleListProps) => (
  <ul className="flex flex-col gap-4">
    {schedules.map((schedule) => (
      <ScheduleItem key={schedule.id} slug={slug} schedule={schedule} canPause={canPause} />
    ))}
  </ul>
);

/** Puts the changed schedule where the workflow is shown, without reading its draft again. */
const useSwitch = (slug: string) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const done = (changed: ScheduleView) => {
    queries.setQueryData(api.workflows.get.queryKey({ slug }), (known) =>
      known
        ? { ...known, schedules: known.schedules.map((each) => (each.id === changed.id ? changed : each)) }
        : undefined,
    );
    toast.done(changed.paused ? 'The schedule is paused' : 'The schedule ticks again');
  };
  const options = { onSuccess: done, onError: ({ message }: { message: string }) => toast.failed(message) };
  return {
    pause: useMutation(api.workflows.pauseSchedule.mutationOptions(options)),
    resume: useMutation(api.workflows.resumeSchedule.mutationOptions(options)),
  };
};

const ScheduleItem = ({ slug, schedule, canPause }: { slug: string; schedule: ScheduleView; canPause: boolean }) => {
  const { pause, resume } = useSwitch(slug);
  const { id: scheduleId, cron, timeZone, paused } = schedule;
  return (
    <li className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-2">
        <span className="min-w-0">
          <code className="font-mono text-ink text-xs">{cron}</code>
          <span className="block text-muted text-xs">{timeZone}</span>
        </span>
        {paused ? <Badge tone="stopped">Paused</Badge> : null}
        {canPause ? (
          <Button
            size="sm"
            isPending={pause.isPending || resume.isPending}
            onClick={() => (paused ? resume : pause).mutate({ slug, scheduleId })}
          >
            {paused ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />}
            {paused ? 'Resume' : 'Pause'}
          </Button>
        ) : null}
      </div>
      {paused ? (
        <p className="text-muted text-xs">
          Paused by {paused.by} <RelativeTime at={paused.at} />. It starts no run until it is resumed.
        </p>
      ) : (
        <NextTicks schedule={schedule} />
      )}
      <p className="text-faint text-xs">{missedWords[schedule.missed]}</p>
    </li>
  );
};

const NextTicks = ({ schedule: { nextTicks, timeZone } }: { schedule: ScheduleView }) => {
  const now = useNow();
  if (nextTicks.length === 0) return <p className="text-muted text-xs">It has no time to come.</p>;
  return (
    <ol className="flex flex-col gap-0.5 text-muted text-xs tabular-nums">
      {nextTicks.map((tick) => (
        <li key={tick}>{now === 0 ? tick : formatExactTime(Date.parse(tick), timeZone)}</li>
      ))}
    </ol>
  );
};
