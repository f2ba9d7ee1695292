'use client';

import type { ApiKeyView } from '@switchyard/application';
import { Button, ErrorState, Field, RelativeTime, Select } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { OneTimeSecret } from '../people/one-time-secret.tsx';

const graces = [
  { value: '0', label: 'Not at all: it ends now' },
  { value: '60', label: 'One hour' },
  { value: '1440', label: 'One day' },
  { value: '10080', label: 'One week' },
];

/** A new secret for the same key: nothing else about it changes. */
export const RotateKey = ({ apiKey }: { apiKey: ApiKeyView }) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const [grace, setGrace] = useState('1440');
  const rotate = useMutation(
    api.apiKeys.rotate.mutationOptions({
      onSuccess: () => void queries.invalidateQueries({ queryKey: api.apiKeys.pathKey() }),
    }),
  );
  if (rotate.data)
    return <OneTimeSecret title="New secret" value={rotate.data.key} advice="Copy it to where the key is used." />;
  return (
    <div className="flex flex-col gap-3 border-line border-t pt-5">
      {rotate.error ? <ErrorState title={rotate.error.message} safe="The secret is the one it was." /> : null}
      <Field
        label="How long the old secret is still good"
        hint="A rotated key stays the same key: its name, limits, budget and records."
        isRequired
      >
        {(control) => <Select {...control} options={graces} value={grace} onChange={setGrace} />}
      </Field>
      <div className="flex flex-wrap items-center gap-3">
        <Button
          isPending={rotate.isPending}
          onClick={() => rotate.mutate({ id: apiKey.id, graceMinutes: Number(grace) })}
        >
          Give a new secret
        </Button>
        {apiKey.previousUntil ? (
          <span className="text-muted text-sm">
            The secret before this one ends <RelativeTime at={apiKey.previousUntil} />.
          </span>
        ) : null}
      </div>
    </div>
  );
};
