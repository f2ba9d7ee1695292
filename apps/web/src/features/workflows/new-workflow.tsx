'use client';

import { Button, ErrorState, Field, Input, PageBody, PageHeader, Skeleton, Textarea } from '@switchyard/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { FileUp, LayoutTemplate } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type SyntheticEvent, useRef, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { newKey } from '../../trpc/new-key.ts';
import { BeginningOption } from './beginning-option.tsx';
import { parseWorkflowFile, type WorkflowImport } from './parse-workflow-file.ts';

/** A new process: blank, from a template, or from a file. */
export const NewWorkflow = () => {
  const trpc = useTRPC();
  const router = useRouter();
  const templates = useQuery(trpc.workflows.templates.queryOptions());
  // One workflow per filled-in form, also when an answer is lost on the way and the form is sent again.
  const [id, setId] = useState(newKey);
  const create = useMutation(
    trpc.workflows.create.mutationOptions({
      onSuccess: ({ slug }) => router.push(`/workflows/${slug}`),
      onError: (refusal) => (refusal.data ? setId(newKey()) : undefined),
    }),
  );
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [template, setTemplate] = useState('blank');
  const [imported, setImported] = useState<WorkflowImport | null>(null);
  const file = imported?.ok ? imported.file : null;

  const importFile = async (chosen: File) => {
    const parsed = parseWorkflowFile(await chosen.text());
    setImported(parsed);
    if (!parsed.ok) return;
    if (name === '') setName(parsed.file.name);
    if (description === '') setDescription(parsed.file.description);
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const from = file ? { kind: 'file' as const, file } : { kind: 'template' as const, template };
    create.mutate({ id, name, description, from });
  };
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Workflows', href: '/workflows' }, { label: 'New' }]}
        title="New workflow"
        description="Choose where it begins. Everything can be changed on the canvas."
      />
      <PageBody>
        <form onSubmit={submit} className="flex max-w-2xl flex-col gap-6">
          {create.error ? <ErrorState title="Not created" todo={create.error.message} /> : null}
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-1.5 font-medium text-ink text-sm">Begin with</legend>
            {templates.isPending ? <Skeleton className="h-32 w-full" /> : null}
            {templates.data?.map(({ id, name: title, description: words }) => (
              <BeginningOption
                key={id}
                icon={LayoutTemplate}
                title={title}
                description={words}
                isChosen={!file && template === id}
                onChoose={() => {
                  setImported(null);
                  setTemplate(id);
                }}
              />
            ))}
            <ImportOption imported={imported} onFile={(chosen) => void importFile(chosen)} />
          </fieldset>
          <Field label="Name" isRequired>
            {(control) => (
              <Input
                {...control}
                required
                maxLength={120}
                value={name}
                onChange={({ target }) => setName(target.value)}
              />
            )}
          </Field>
          <Field label="Description" hint="What it is for, in a sentence.">
            {(control) => (
              <Textarea
                {...control}
                rows={2}
                maxLength={2000}
                value={description}
                onChange={({ target }) => setDescription(target.value)}
              />
            )}
          </Field>
          <div>
            <Button
              type="submit"
              variant="primary"
              isPending={create.isPending || create.isSuccess}
              disabled={name.trim() === ''}
            >
              Create
            </Button>
          </div>
        </form>
      </PageBody>
    </>
  );
};

const ImportOption = ({ imported, onFile }: { imported: WorkflowImport | null; onFile: (file: File) => void }) => {
  const input = useRef<HTMLInputElement>(null);
  const words =
    imported === null
      ? 'A .switchyard.json file exported here or elsewhere.'
      : imported.ok
        ? `${imported.file.name}: ${imported.file.definition.nodes.length} ${imported.file.definition.nodes.length === 1 ? 'step' : 'steps'}`
        : imported.message;
  return (
    <>
      <BeginningOption
        icon={FileUp}
        title="A file"
        description={words}
        isChosen={imported?.ok === true}
        isWrong={imported?.ok === false}
        onChoose={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        aria-label="Workflow file"
        className="sr-only"
        tabIndex={-1}
        onChange={({ target }) => {
          const [chosen] = target.files ?? [];
          if (chosen) onFile(chosen);
          target.value = '';
        }}
      />
    </>
  );
};
