'use client';

import { Button, formatRelativeTime, Popover, useNow } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { CalendarClock } from 'lucide-react';
import { useTRPC } from '../../trpc/client.tsx';
import { ScheduleList } from './schedule-list.tsx';

/** In a workflow's header: when it runs next by itself, and behind it every schedule. Nothing without schedules. */
export const ScheduleButton = ({ slug, canPause }: { slug: string; canPause: boolean }) => {
  const api = useTRPC();
  const now = useNow();
  const workflow = useQuery({ ...api.workflows.get.queryOptions({ slug }), enabled: false });
  const schedules = workflow.data?.schedules ?? [];
  if (schedules.length === 0) return null;
  const next = schedules.flatMap(({ nextTickAt }) => nextTickAt ?? []).toSorted()[0];
  const isPaused = schedules.every(({ paused }) => paused !== null);
  const words = next && now > 0 ? `Next run ${formatRelativeTime(Date.parse(next), now)}` : 'Schedule';
  return (
    <Popover
      label="Schedules"
      align="end"
      className="max-h-[70vh] w-80 overflow-y-auto p-4"
      trigger={
        <Button variant="ghost">
          <CalendarClock aria-hidden />
          <span className="max-sm:sr-only">{isPaused ? 'Schedule paused' : words}</span>
        </Button>
      }
    >
      <ScheduleList slug={slug} schedules={schedules} canPause={canPause} />
    </Popover>
  );
};
