'use client';

import { Button, EmptyState, Input, Section, Select, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import type { SourceDetailData } from './source-types.ts';
import { fieldTypeOptions } from './source-words.ts';

type Fields = SourceDetailData['fields'];

const typeWord = (type: string): string => fieldTypeOptions.find(({ value }) => value === type)?.label ?? type;

/** What each field means; a new version that lacks one, or has another type in it, is refused. */
export const SourceFields = ({ source, mayEdit }: { source: SourceDetailData; mayEdit: boolean }) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<Fields | null>(null);
  const update = useMutation(
    trpc.sources.update.mutationOptions({
      onSuccess: async () => {
        toast.done('Fields saved');
        setDraft(null);
        await queryClient.invalidateQueries({ queryKey: trpc.sources.pathKey() });
      },
      onError: (error) => toast.failed('Fields not saved', { description: error.message }),
    }),
  );
  const actions =
    draft === null ? (
      mayEdit && source.fields.length > 0 ? (
        <Button onClick={() => setDraft(source.fields)}>Describe fields</Button>
      ) : undefined
    ) : (
      <>
        <Button variant="ghost" onClick={() => setDraft(null)}>
          Discard
        </Button>
        <Button
          isPending={update.isPending}
          onClick={() => update.mutate({ slug: source.slug, changes: { fields: draft } })}
        >
          Save fields
        </Button>
      </>
    );
  const fields = draft ?? source.fields;
  return (
    <Section title="Fields" actions={actions}>
      {fields.length === 0 ? (
        <EmptyState
          title="A text has no fields"
          description="Tasks read it whole."
          className="rounded-md border border-line"
        />
      ) : (
        <ul className="flex flex-col divide-y divide-line rounded-md border border-line bg-surface">
          {fields.map((field, index) => (
            <li
              key={field.name}
              className="grid grid-cols-2 items-center gap-x-4 gap-y-1 px-4 py-2 text-sm sm:grid-cols-[1fr_140px_2fr]"
            >
              <span className="break-all font-mono text-ink text-xs">{field.name}</span>
              {draft === null ? (
                <>
                  <span className="text-muted max-sm:text-right">{typeWord(field.type)}</span>
                  <span className="break-words text-muted max-sm:col-span-2">
                    {field.description || 'Not described'}
                  </span>
                </>
              ) : (
                <FieldInputs
                  field={field}
                  onChange={(next) => setDraft(draft.map((each, at) => (at === index ? next : each)))}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
};

const FieldInputs = ({ field, onChange }: { field: Fields[number]; onChange: (field: Fields[number]) => void }) => (
  <>
    <Select
      aria-label={`Type of ${field.name}`}
      options={fieldTypeOptions}
      value={field.type}
      onChange={(value) => {
        const type = fieldTypeOptions.find((option) => option.value === value)?.value;
        if (type) onChange({ ...field, type });
      }}
    />
    <Input
      aria-label={`What ${field.name} means`}
      className="max-sm:col-span-2"
      maxLength={500}
      placeholder="What it means"
      value={field.description}
      onChange={(event) => onChange({ ...field, description: event.target.value })}
    />
  </>
);
