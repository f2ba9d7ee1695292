'use client';

import type { TaskDetail } from '@switchyard/application';
import { jsonObjectSchema } from '@switchyard/domain';
import {
  Button,
  Card,
  EmptyState,
  ErrorState,
  type FormValue,
  fieldsFromSchema,
  JsonView,
  SchemaForm,
  Section,
} from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FlaskConical, Play } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReceiptView } from '../receipts/receipt-view.tsx';
import type { TaskDraft } from './use-task-draft.ts';

/** Performs the draft once: real suppliers, real checks, a receipt, and no run. */
export const TryTab = ({ task, draft }: { task: TaskDetail; draft: TaskDraft }) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const [input, setInput] = useState<FormValue>({});
  const tryOut = useMutation(
    api.tasks.tryOut.mutationOptions({
      onSuccess: () => void queries.invalidateQueries({ queryKey: api.receipts.pathKey() }),
    }),
  );
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const given = jsonObjectSchema.safeParse(input);
    if (given.success && (await draft.save())) tryOut.mutate({ slug: task.slug, input: given.data });
  };
  const { data, error } = tryOut;
  return (
    <div className="grid gap-8 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Section title="Input" description="The suppliers are really asked; it costs what the receipt says.">
          <Card className="flex flex-col gap-4">
            <SchemaForm fields={fieldsFromSchema(task.draft.input)} value={input} onChange={setInput} />
            <Button variant="primary" type="submit" isPending={tryOut.isPending} className="self-start">
              <Play aria-hidden />
              Try it out
            </Button>
          </Card>
        </Section>
      </form>
      <div className="flex min-w-0 flex-col gap-6" aria-live="polite">
        {error || draft.error ? <ErrorState title={error?.message ?? draft.error} /> : null}
        {data ? (
          <>
            <Section title="Output">
              <Card>
                {data.output === null ? (
                  <p className="text-muted text-sm">{data.failure?.message ?? 'A person would get this now.'}</p>
                ) : (
                  <JsonView value={data.output} />
                )}
              </Card>
            </Section>
            <ReceiptView receipt={data.receipt} />
          </>
        ) : (
          <Card>
            <EmptyState
              icon={FlaskConical}
              title="Nothing tried yet"
              description="Give an input and see who does it, what is checked and what it costs. No process is started."
            />
          </Card>
        )}
      </div>
    </div>
  );
};
