'use client';

import { Button, Dialog, Field, Input, Select } from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';

/** Makes an empty dataset of a task and opens it. */
export const NewDatasetDialog = ({ onClose }: { onClose: () => void }) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const formId = useId();
  const [taskSlug, setTaskSlug] = useState('');
  const [name, setName] = useState('');
  const tasks = useQuery(api.tasks.list.queryOptions({ limit: 200 }));
  const create = useMutation(
    api.evals.datasets.create.mutationOptions({
      onSuccess: ({ id }) => {
        void queries.invalidateQueries({ queryKey: api.evals.datasets.pathKey() });
        router.push(`/evals/datasets/${id}`);
      },
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    create.mutate({ taskSlug, name });
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title="New dataset"
      description="Answers are judged field by field against the expected ones; the graders can be changed afterwards."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isPending={create.isPending} disabled={taskSlug === ''}>
            Create
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Task" isRequired>
          {(control) => (
            <Select
              {...control}
              value={taskSlug}
              onChange={setTaskSlug}
              options={(tasks.data?.items ?? []).map((task) => ({ value: task.slug, label: task.name }))}
            />
          )}
        </Field>
        <Field label="Name" isRequired error={create.error?.message}>
          {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
};
