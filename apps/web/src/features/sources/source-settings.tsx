'use client';

import { Button, type FormField, type FormValue, SchemaForm, SidePanel, toast } from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { describeFormFields, originFormFields } from './source-form-fields.ts';
import { originConfigOf, requireAuthority, requireDataClass, textOf } from './source-form-value.ts';
import type { SourceDetailData } from './source-types.ts';

interface SourceSettingsProps {
  readonly source: SourceDetailData;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

const formValueOf = (source: SourceDetailData): FormValue => ({
  ...source.origin,
  name: source.name,
  description: source.description,
  authority: source.authority,
  dataClass: source.dataClass,
  ...(source.freshnessLimitMinutes === null ? {} : { freshnessLimitMinutes: source.freshnessLimitMinutes }),
  ...(source.ownerId === null ? {} : { ownerId: source.ownerId }),
});

/** What is said about a source, in a panel; its key and kind stay. */
export const SourceSettings = (props: SourceSettingsProps) => (
  <SidePanel
    isOpen={props.isOpen}
    onOpenChange={props.onOpenChange}
    title={`Edit ${props.source.name}`}
    description="Published processes see the change at their next step."
  >
    <SettingsForm {...props} />
  </SidePanel>
);

const SettingsForm = ({ source, onOpenChange }: SourceSettingsProps) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const owners = useQuery(trpc.sources.owners.queryOptions());
  const [value, setValue] = useState(() => formValueOf(source));
  const update = useMutation(
    trpc.sources.update.mutationOptions({
      onSuccess: async () => {
        toast.done('Source saved');
        onOpenChange(false);
        await queryClient.invalidateQueries({ queryKey: trpc.sources.pathKey() });
      },
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const secret = textOf(value.secret);
    const limit = value.freshnessLimitMinutes;
    update.mutate({
      slug: source.slug,
      changes: {
        name: textOf(value.name),
        description: textOf(value.description),
        authority: requireAuthority(value.authority),
        dataClass: requireDataClass(value.dataClass),
        freshnessLimitMinutes: typeof limit === 'number' ? limit : null,
        ownerId: typeof value.ownerId === 'string' ? value.ownerId : null,
        config: originConfigOf(source.kind, { ...source.origin, ...value }),
        ...(secret === '' ? {} : { secret }),
      },
    });
  };
  const fields: FormField[] = [
    ...describeFormFields(owners.data ?? []),
    ...originFormFields(source.kind, { isRegistered: true }),
  ];
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <SchemaForm fields={fields} value={value} onChange={setValue} />
      {update.isError ? (
        <p role="alert" className="text-failed text-sm">
          {update.error.message}
        </p>
      ) : null}
      <Button type="submit" variant="primary" className="self-end" isPending={update.isPending}>
        Save
      </Button>
    </form>
  );
};
