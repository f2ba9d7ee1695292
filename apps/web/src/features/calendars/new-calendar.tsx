'use client';

import { Button, Field, Input, PageBody, PageHeader, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type SyntheticEvent, useEffect, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { slugOf } from '../sources/source-words.ts';
import { describeCalendarProblem, newCalendar } from './calendar-draft.ts';
import { CalendarForm } from './calendar-form.tsx';

/** Makes a calendar, beginning with nine to five where the viewer is. */
export const NewCalendar = () => {
  const api = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const [spec, setSpec] = useState(() => newCalendar('UTC'));
  const [slug, setSlug] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | undefined>();
  const key = slug ?? slugOf(spec.name);
  // The server does not know where the viewer is.
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    setSpec((known) => (known.timeZone === 'UTC' ? { ...known, timeZone } : known));
  }, []);
  const create = useMutation(
    api.calendars.create.mutationOptions({
      onSuccess: async (saved) => {
        toast.done(`“${spec.name}” is ready`);
        await queries.invalidateQueries({ queryKey: api.calendars.pathKey() });
        router.push(`/settings/calendars/${saved.slug}`);
      },
    }),
  );
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const whole = { ...spec, slug: key };
    const found = describeCalendarProblem(whole);
    setProblem(found);
    if (found === undefined) create.mutate({ spec: whole });
  };
  const message = problem ?? create.error?.message;
  return (
    <>
      <PageHeader
        breadcrumbs={[
          { label: 'Settings', href: '/settings' },
          { label: 'Calendars', href: '/settings?tab=calendars' },
          { label: 'New' },
        ]}
        title="New calendar"
        description="When your organisation works: deadlines and waits can be counted in its hours and days."
      />
      <PageBody>
        <form onSubmit={submit} noValidate className="flex max-w-180 flex-col gap-8">
          <CalendarForm spec={spec} onChange={setSpec} canEdit>
            <Field label="Key" isRequired hint="What workflows and the API call it. It cannot change later.">
              {(control) => (
                <Input
                  {...control}
                  maxLength={64}
                  className="font-mono"
                  value={key}
                  onChange={({ target }) => setSlug(target.value)}
                />
              )}
            </Field>
          </CalendarForm>
          {message ? (
            <p role="alert" className="text-failed text-sm">
              {message}
            </p>
          ) : null}
          <Button
            type="submit"
            variant="primary"
            size="lg"
            className="self-end max-sm:w-full"
            isPending={create.isPending || create.isSuccess}
          >
            Create the calendar
          </Button>
        </form>
      </PageBody>
    </>
  );
};
