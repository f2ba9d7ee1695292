'use client';

import type { CalendarDetail } from '@switchyard/application';
import {
  Button,
  ConfirmDialog,
  CopyId,
  DropdownMenu,
  IconButton,
  Link,
  PageBody,
  PageHeader,
  Section,
  Skeleton,
  toast,
} from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { describeCalendarProblem } from './calendar-draft.ts';
import { CalendarForm } from './calendar-form.tsx';

const breadcrumbsTo = (label: string) => [
  { label: 'Settings', href: '/settings' },
  { label: 'Calendars', href: '/settings?tab=calendars' },
  { label },
];

/** One calendar, edited as a whole and saved under its revision. */
export const CalendarPage = ({ slug, canEdit }: { slug: string; canEdit: boolean }) => {
  const api = useTRPC();
  const query = useQuery(api.calendars.get.queryOptions({ slug }));
  if (query.data) return <CalendarEditor key={query.data.revision} calendar={query.data} canEdit={canEdit} />;
  return (
    <>
      <PageHeader breadcrumbs={breadcrumbsTo(slug)} title={slug} />
      <PageBody>
        <ReadError query={query} title="This calendar cannot be opened" />
        {query.isPending ? <Skeleton className="h-60 w-full max-w-180" /> : null}
      </PageBody>
    </>
  );
};

const CalendarEditor = ({ calendar, canEdit }: { calendar: CalendarDetail; canEdit: boolean }) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const [spec, setSpec] = useState(calendar.spec);
  const [isRemoving, setIsRemoving] = useState(false);
  const problem = describeCalendarProblem(spec);
  const isChanged = JSON.stringify(spec) !== JSON.stringify(calendar.spec);
  const save = useMutation(
    api.calendars.update.mutationOptions({
      onSuccess: async () => {
        toast.done('Saved. Deadlines that are already set stay as they are.');
        await queries.invalidateQueries({ queryKey: api.calendars.pathKey() });
      },
    }),
  );
  const message = (isChanged ? problem : undefined) ?? save.error?.message;
  return (
    <>
      <PageHeader
        breadcrumbs={breadcrumbsTo(calendar.spec.name)}
        title={calendar.spec.name}
        badges={<CopyId id={calendar.spec.slug} />}
        actions={
          canEdit ? (
            <>
              <DropdownMenu
                trigger={
                  <IconButton label="More">
                    <Ellipsis aria-hidden />
                  </IconButton>
                }
                groups={[[{ label: 'Remove…', icon: Trash2, isDangerous: true, onSelect: () => setIsRemoving(true) }]]}
              />
              <Button
                variant="primary"
                disabled={!isChanged || problem !== undefined}
                isPending={save.isPending}
                onClick={() => save.mutate({ spec, revision: calendar.revision })}
              >
                Save
              </Button>
            </>
          ) : null
        }
      />
      <PageBody>
        {message ? (
          <p role="alert" className="max-w-180 rounded-sm bg-failed-soft p-2.5 text-failed text-sm">
            {message}
          </p>
        ) : null}
        <CalendarForm spec={spec} onChange={setSpec} canEdit={canEdit} />
        <CalendarUses uses={calendar.uses} />
      </PageBody>
      {isRemoving ? <RemoveDialog calendar={calendar} onClose={() => setIsRemoving(false)} /> : null}
    </>
  );
};

const CalendarUses = ({ uses }: Pick<CalendarDetail, 'uses'>) => (
  <Section title="Used by" className="max-w-180">
    {uses.length === 0 ? (
      <p className="text-muted text-sm">No published workflow counts in this calendar yet.</p>
    ) : (
      <ul className="divide-y divide-line rounded-md border border-line bg-surface text-sm">
        {uses.map(({ workflowSlug, workflowName, version, isCurrent }) => (
          <li key={`${workflowSlug} ${version}`} className="flex min-h-10 items-center justify-between gap-3 px-3 py-1">
            <Link href={`/workflows/${workflowSlug}`}>{workflowName}</Link>
            <span className="text-muted">{isCurrent ? `version ${version}` : `runs of version ${version}`}</span>
          </li>
        ))}
      </ul>
    )}
  </Section>
);

const RemoveDialog = ({ calendar, onClose }: { calendar: CalendarDetail; onClose: () => void }) => {
  const api = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const { slug, name } = calendar.spec;
  const remove = useMutation(
    api.calendars.remove.mutationOptions({
      onSuccess: () => {
        toast.done(`“${name}” removed`);
        void queries.invalidateQueries({ queryKey: api.calendars.list.queryKey() });
        router.push('/settings?tab=calendars');
      },
      onError: (error) => {
        toast.failed(error.message);
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      title={`Remove ${name}?`}
      description="Drafts that name it cannot be published any more. It is refused while a published workflow or a run under way counts in it."
      action="Remove calendar"
      isPending={remove.isPending || remove.isSuccess}
      onConfirm={() => remove.mutate({ slug })}
      onClose={onClose}
    />
  );
};
