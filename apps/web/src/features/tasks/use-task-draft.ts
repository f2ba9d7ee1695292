'use client';

import type { TaskDetail } from '@switchyard/application';
import { type TaskSpec, taskSpecSchema } from '@switchyard/domain';
import { type FormValue, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { fromTaskForm, toTaskForm } from './task-form.ts';

export interface TaskDraft {
  readonly value: FormValue;
  readonly onChange: (value: FormValue) => void;
  readonly isDirty: boolean;
  readonly isPending: boolean;
  /** What is wrong with the form or what the server refused. */
  readonly error: string | undefined;
  /** Saves when there is something to save; false when it could not. */
  readonly save: () => Promise<boolean>;
  readonly publish: () => Promise<void>;
}

const describe = (path: readonly PropertyKey[], message: string): string =>
  path.length === 0 ? message : `${path.map(String).join(' › ')}: ${message}`;

/** The draft being edited, saved against the state it was read in. */
export const useTaskDraft = (task: TaskDetail): TaskDraft => {
  const api = useTRPC();
  const queries = useQueryClient();
  const [value, setValue] = useState<FormValue>(() => toTaskForm(task.draft));
  const [isDirty, setIsDirty] = useState(false);
  const [baseHash, setBaseHash] = useState(task.draftHash);
  const [error, setError] = useState<string>();
  const saving = useMutation(api.tasks.save.mutationOptions());
  const publishing = useMutation(api.tasks.publish.mutationOptions());
  const refresh = () => queries.invalidateQueries({ queryKey: api.tasks.pathKey() });

  const parse = (): TaskSpec | null => {
    const parsed = taskSpecSchema.safeParse(fromTaskForm(value, task.draft));
    const [issue] = parsed.error?.issues ?? [];
    setError(issue ? describe(issue.path, issue.message) : undefined);
    return parsed.data ?? null;
  };
  const attempt = async (work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : 'It could not be saved.');
      return false;
    }
  };
  const save = async (): Promise<boolean> => {
    if (!isDirty) return true;
    const spec = parse();
    if (!spec) return false;
    return attempt(async () => {
      const { hash } = await saving.mutateAsync({ slug: task.slug, spec, baseHash });
      setBaseHash(hash);
      setIsDirty(false);
      await refresh();
    });
  };
  const publish = async (): Promise<void> => {
    if (!(await save())) return;
    await attempt(async () => {
      const { number } = await publishing.mutateAsync({ slug: task.slug });
      toast.done(`Version ${number} published`, { description: 'Processes published from now on use it.' });
      await refresh();
    });
  };
  const onChange = (next: FormValue) => {
    setValue(next);
    setIsDirty(true);
    setError(undefined);
  };
  return { value, onChange, isDirty, isPending: saving.isPending || publishing.isPending, error, save, publish };
};
