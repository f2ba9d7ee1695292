'use client';

import {
  Badge,
  Button,
  Field,
  type FormValue,
  fieldsFromSchema,
  isFormValue,
  KeyValue,
  Link,
  RelativeTime,
  SchemaForm,
  Section,
  Textarea,
  toast,
} from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Ref, type SubmitEvent, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import type { WorkItemData } from './detail-types.ts';
import { EvidenceDocuments } from './evidence-documents.tsx';
import { EvidenceSources } from './evidence-sources.tsx';
import { showName, showValue } from './show-value.ts';

interface WorkItemDetailProps {
  readonly item: WorkItemData;
  readonly onGone: () => void;
  readonly headingRef: Ref<HTMLHeadingElement>;
}

/** A task that a person does: the input, what was tried, and the answer as a form of its output schema. */
export const WorkItemDetail = ({ item, onGone, headingRef }: WorkItemDetailProps) => {
  const { suggestion } = item;
  const steps = suggestion
    ? [{ stepId: item.stepId, name: `Suggested by ${suggestion.from}`, output: suggestion.output, isUnchanged: true }]
    : [];
  return (
    <article aria-label={item.title} className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-320 flex-col gap-6 px-4 py-5 sm:px-6">
        <header className="flex flex-col gap-2">
          <div className="flex flex-wrap items-center gap-3">
            <h2
              ref={headingRef}
              tabIndex={-1}
              className="min-w-0 break-words rounded-sm font-semibold text-ink text-xl"
            >
              {item.title}
            </h2>
            <Badge>To do</Badge>
          </div>
          <p className="text-muted text-sm">
            {item.workflow.name} handed this to a person <RelativeTime at={item.createdAt} />.{' '}
            <Link href={`/runs/${item.runId}`} className="text-accent underline">
              Open the run
            </Link>
          </p>
        </header>
        <Section title="What to do">
          <p className="whitespace-pre-wrap break-words text-ink text-sm">{item.task.instructions}</p>
        </Section>
        {suggestion && suggestion.problems.length > 0 ? (
          <Section title="Why the suggestion was not accepted">
            <ul className="list-disc pl-5 text-ink text-sm">
              {suggestion.problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          </Section>
        ) : null}
        <EvidenceDocuments documents={item.documents} steps={steps} />
        {Object.keys(item.input).length === 0 ? null : (
          <Section title="Input">
            <KeyValue
              entries={Object.entries(item.input).map(([name, value]) => ({
                label: showName(name),
                value: <span className="whitespace-pre-wrap">{showValue(value)}</span>,
              }))}
            />
          </Section>
        )}
        <EvidenceSources sources={item.sources} />
        {item.mayDo ? <WorkForm item={item} onGone={onGone} /> : <p className="text-muted text-sm">{item.refusal}</p>}
      </div>
    </article>
  );
};

const WorkForm = ({ item, onGone }: { item: WorkItemData; onGone: () => void }) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const suggested = item.suggestion?.output;
  const [value, setValue] = useState<FormValue>(isFormValue(suggested) ? suggested : {});
  const [overrideReason, setOverrideReason] = useState('');
  const mutation = useMutation(
    trpc.inbox.completeWorkItem.mutationOptions({
      onSuccess: async () => {
        toast.done(`Done: ${item.title}`);
        onGone();
        await queryClient.invalidateQueries({ queryKey: trpc.inbox.pathKey() });
      },
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    mutation.mutate({ workItemId: item.id, output: JSON.parse(JSON.stringify(value)), overrideReason });
  };
  const mayOverride = mutation.error?.data?.details.mayOverride === true;
  return (
    <form onSubmit={submit} className="flex max-w-160 flex-col gap-4">
      <Section title="Your answer">
        <SchemaForm fields={fieldsFromSchema(item.task.output)} value={value} onChange={setValue} />
      </Section>
      {mutation.isError ? (
        <p role="alert" className="text-failed text-sm">
          {mutation.error.message}
        </p>
      ) : null}
      {mayOverride ? (
        <Field label="Why is it right all the same?" hint="The checks you overrule and your reason are recorded.">
          {(control) => (
            <Textarea {...control} value={overrideReason} onChange={(event) => setOverrideReason(event.target.value)} />
          )}
        </Field>
      ) : null}
      <Button type="submit" variant="primary" size="lg" className="self-end" isPending={mutation.isPending}>
        Hand in
      </Button>
    </form>
  );
};
