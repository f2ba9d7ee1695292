'use client';

import type { Organisation } from '@switchyard/application';
import { Button, Card, CopyId, Field, Input, KeyValue, Section, Skeleton, toast } from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';

const OrganisationForm = ({ organisation }: { organisation: Organisation }) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const [name, setName] = useState(organisation.name);
  const rename = useMutation(
    api.settings.renameOrganisation.mutationOptions({
      onSuccess: () => {
        toast.done('Name changed');
        void queries.invalidateQueries({ queryKey: api.settings.pathKey() });
        // The rail shows the name too, and is rendered on the server.
        router.refresh();
      },
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    rename.mutate({ name });
  };
  return (
    <Card className="flex flex-col gap-6">
      <form onSubmit={submit} className="flex max-w-sm flex-col gap-4">
        <Field label="Name" isRequired error={rename.error?.message}>
          {(control) => (
            <Input
              {...control}
              required
              maxLength={120}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" className="self-start" disabled={name === organisation.name} isPending={rename.isPending}>
          Save name
        </Button>
      </form>
      <KeyValue
        entries={[
          { label: 'Short name', value: organisation.slug },
          { label: 'Id', value: <CopyId id={organisation.id} /> },
        ]}
      />
    </Card>
  );
};

/** What the organisation is called. */
export const OrganisationSettings = () => {
  const api = useTRPC();
  const organisation = useQuery(api.settings.organisation.queryOptions());
  return (
    <Section title="Organisation">
      <ReadError query={organisation} title="This cannot be read" />
      {organisation.isPending ? <Skeleton className="h-32" /> : null}
      {organisation.data ? <OrganisationForm organisation={organisation.data} /> : null}
    </Section>
  );
};
