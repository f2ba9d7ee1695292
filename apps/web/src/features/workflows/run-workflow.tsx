'use client';

import { type DataSchema, listDataIssues, priorityDefault } from '@switchyard/domain';
import {
  Button,
  EmptyState,
  ErrorState,
  Field,
  type FormValue,
  fieldsFromSchema,
  Link,
  PageBody,
  PageHeader,
  SchemaForm,
  Skeleton,
} from '@switchyard/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Play, Rocket } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type SyntheticEvent, useMemo, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { newKey } from '../../trpc/new-key.ts';
import { ReadError } from '../../trpc/read-error.tsx';
import { PrioritySelect } from '../runs/priority-select.tsx';
import { toRunInput } from './to-run-input.ts';

/** Starts a run of the published version by hand. */
export const RunWorkflow = ({ slug }: { slug: string }) => {
  const trpc = useTRPC();
  const workflow = useQuery(trpc.workflows.get.queryOptions({ slug }));
  const name = workflow.data?.name ?? slug;
  const start = workflow.data?.currentVersion?.definition.nodes.find((node) => node.kind === 'start');
  return (
    <>
      <PageHeader
        breadcrumbs={[
          { label: 'Workflows', href: '/workflows' },
          { label: name, href: `/workflows/${slug}` },
          { label: 'Run' },
        ]}
        title={`Run ${name}`}
        description={workflow.data?.currentVersion ? `Version ${workflow.data.currentVersion.number}` : undefined}
      />
      <PageBody>
        {workflow.isPending ? <Skeleton className="h-40 w-full max-w-2xl" /> : null}
        <ReadError query={workflow} title="This workflow cannot be opened" />
        {workflow.data && !start ? <NotPublished slug={slug} /> : null}
        {start ? <RunForm slug={slug} schema={start.config.input} /> : null}
      </PageBody>
    </>
  );
};

const RunForm = ({ slug, schema }: { slug: string; schema: DataSchema }) => {
  const trpc = useTRPC();
  const router = useRouter();
  const [value, setValue] = useState<FormValue>({});
  const [priority, setPriority] = useState(priorityDefault);
  const [errors, setErrors] = useState<Record<string, string>>({});
  // One key per form: pressing twice starts one run.
  const [idempotencyKey] = useState(newKey);
  const fields = useMemo(() => fieldsFromSchema(schema), [schema]);
  const start = useMutation(
    trpc.runs.start.mutationOptions({ onSuccess: ({ runId }) => router.push(`/runs/${runId}`) }),
  );
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const input = toRunInput(value);
    const found = Object.fromEntries([...listDataIssues(schema, input)].map(({ path, message }) => [path, message]));
    setErrors(found);
    if (Object.keys(found).length === 0) start.mutate({ workflowSlug: slug, input, idempotencyKey, priority });
  };
  return (
    <form onSubmit={submit} noValidate className="flex max-w-2xl flex-col gap-6">
      {start.error ? <ErrorState title="Not started" safe="No run was made." todo={start.error.message} /> : null}
      {fields.length === 0 ? <p className="text-muted text-sm">This workflow needs no input.</p> : null}
      <SchemaForm fields={fields} value={value} onChange={setValue} errors={errors} />
      <details>
        <summary className="text-muted text-sm hover:text-ink">Advanced</summary>
        <Field
          className="max-w-48 pt-3"
          label="Priority"
          hint="When more is due than workers have hands for, the higher goes first. Waiting raises it."
        >
          {({ id, 'aria-describedby': describedBy }) => (
            <PrioritySelect id={id} aria-describedby={describedBy} value={priority} onChange={setPriority} />
          )}
        </Field>
      </details>
      <div>
        <Button type="submit" variant="primary" isPending={start.isPending || start.isSuccess}>
          <Play aria-hidden />
          Start the run
        </Button>
      </div>
    </form>
  );
};

const NotPublished = ({ slug }: { slug: string }) => (
  <EmptyState
    icon={Rocket}
    title="Nothing is published yet"
    description="Runs use a published version. Publish the draft, then come back."
    action={
      <Button asChild>
        <Link href={`/workflows/${slug}`}>Open the builder</Link>
      </Button>
    }
  />
);
