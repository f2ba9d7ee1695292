'use client';

import type { TaskDetail } from '@switchyard/application';
import { Badge, Button, Link, PageBody, PageHeader, Skeleton, StatusBadge, Tabs, useShortcut } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { parseAsString, useQueryState } from 'nuqs';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { DefinitionTab } from './definition-tab.tsx';
import { EvidenceTab } from './evidence-tab.tsx';
import { TryTab } from './try-tab.tsx';
import { type TaskDraft, useTaskDraft } from './use-task-draft.ts';

const WordingChanges = dynamic(() => import('../evals/wording-changes.tsx').then((module) => module.WordingChanges));
const ClassifierTab = dynamic(
  () => import('../classifiers/classifier-tab.tsx').then((module) => module.ClassifierTab),
  { loading: () => <Skeleton className="h-60 w-full" /> },
);

interface TaskRights {
  readonly canEdit: boolean;
  readonly canReadReceipts: boolean;
}

const Badges = ({ task, draft }: { task: TaskDetail; draft: TaskDraft }) => {
  const [latest] = task.versions;
  return (
    <>
      {latest ? <Badge>v{latest.number}</Badge> : <StatusBadge status="draft" />}
      {latest && (task.isChanged || draft.isDirty) ? (
        <StatusBadge status="draft">Unpublished changes</StatusBadge>
      ) : null}
    </>
  );
};

const Actions = ({ task, draft }: { task: TaskDetail; draft: TaskDraft }) => (
  <>
    <Button disabled={!draft.isDirty} isPending={draft.isPending} onClick={() => void draft.save()}>
      Save
    </Button>
    {task.isChanged && !draft.isDirty && task.versions.length > 0 ? (
      <Button asChild>
        <Link href={`/evals/swap?task=${task.slug}&wording=draft`}>Check the draft</Link>
      </Button>
    ) : null}
    <Button
      variant="primary"
      disabled={!draft.isDirty && !task.isChanged}
      isPending={draft.isPending}
      onClick={() => void draft.publish()}
    >
      Publish
    </Button>
  </>
);

const LoadedTask = ({ task, canEdit, canReadReceipts }: TaskRights & { task: TaskDetail }) => {
  const draft = useTaskDraft(task);
  const [tab, setTab] = useQueryState('view', parseAsString.withDefault('definition'));
  useShortcut('mod+s', () => void draft.save(), { description: 'Save the task' });
  const definition = {
    value: 'definition',
    label: 'Definition',
    content: <DefinitionTab task={task} draft={draft} canEdit={canEdit} />,
  };
  const tryOut = { value: 'try', label: 'Try it out', content: <TryTab task={task} draft={draft} /> };
  const classifier = {
    value: 'classifier',
    label: 'Classifier',
    content: <ClassifierTab slug={task.slug} canEdit={canEdit} />,
  };
  const evidence = {
    value: 'evidence',
    label: 'Evidence and versions',
    content: <EvidenceTab task={task} canReadReceipts={canReadReceipts} />,
  };
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Tasks', href: '/tasks' }, { label: task.name }]}
        title={task.name}
        badges={<Badges task={task} draft={draft} />}
        description={task.draft.description}
        actions={canEdit ? <Actions task={task} draft={draft} /> : null}
      />
      <PageBody>
        {task.isChanged && task.versions.length > 0 ? (
          <WordingChanges key={task.draftHash} taskSlug={task.slug} />
        ) : null}
        <Tabs
          label="Views of the task"
          value={tab}
          onChange={(next) => void setTab(next)}
          tabs={canEdit ? [definition, tryOut, classifier, evidence] : [definition, classifier, evidence]}
        />
      </PageBody>
    </>
  );
};

/** One task: its definition, a place to try it, and what is known about it. */
export const TaskEditor = ({ slug, ...rights }: TaskRights & { slug: string }) => {
  const api = useTRPC();
  const query = useQuery(api.tasks.get.queryOptions({ slug }));
  if (query.data) return <LoadedTask task={query.data} {...rights} />;
  return (
    <>
      <PageHeader breadcrumbs={[{ label: 'Tasks', href: '/tasks' }, { label: slug }]} title={slug} />
      <PageBody>
        <ReadError query={query} title="This task cannot be shown" />
        {query.isPending ? <Skeleton className="h-60 w-full" /> : null}
      </PageBody>
    </>
  );
};
