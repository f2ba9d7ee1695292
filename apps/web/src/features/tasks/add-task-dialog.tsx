'use client';

import { Button, Dialog, Field, Input } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { slugOf } from '../suppliers/supplier-fields.ts';
import { newTask } from './new-task.ts';

interface AddTaskDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Asks for a name and goes on in the editor. */
export const AddTaskDialog = ({ isOpen, onOpenChange }: AddTaskDialogProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const formId = useId();
  const [name, setName] = useState('');
  const create = useMutation(
    api.tasks.create.mutationOptions({
      onSuccess: ({ slug }) => {
        void queries.invalidateQueries({ queryKey: api.tasks.pathKey() });
        router.push(`/tasks/${slug}`);
      },
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const slug = slugOf(name);
    if (slug !== '') create.mutate({ spec: newTask(slug, name.trim()) });
  };
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="New task"
      description="A draft; nothing runs before you publish it."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isPending={create.isPending}>
            Create
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit}>
        <Field
          label="Name"
          isRequired
          error={create.error?.message}
          hint={slugOf(name) === '' ? 'What is to be done.' : `Processes refer to it as ${slugOf(name)}.`}
        >
          {(control) => (
            <Input {...control} value={name} maxLength={120} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  );
};
