'use client';

import type { UploadedCases } from '@switchyard/application';
import { Button, Field, Section, Select, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';

const origins = [
  { value: 'correction', label: 'What people corrected' },
  { value: 'approval', label: 'What stood when it was approved' },
  { value: 'labelled', label: 'Labelled cases of the task' },
  { value: 'run', label: 'Runs, without saying what is right' },
] as const;
type Origin = (typeof origins)[number]['value'];

/** What a page may send at once, with room for its wrapping. */
const fileBytesMax = 900_000;

interface ChosenFile {
  readonly name: string;
  readonly content: string;
}

const sayCount = (count: number): string => `${count} ${count === 1 ? 'case' : 'cases'}`;

const formatOf = (name: string): 'csv' | 'jsonl' => (name.toLowerCase().endsWith('.csv') ? 'csv' : 'jsonl');

/** Cases from a file, checked line by line, or from what the task has done. */
export const AddCases = ({ datasetId }: { datasetId: string }) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const [file, setFile] = useState<ChosenFile | null>(null);
  const [from, setFrom] = useState<Origin>('correction');
  const refresh = () => queries.invalidateQueries({ queryKey: api.evals.datasets.pathKey() });
  const upload = useMutation(
    api.evals.datasets.upload.mutationOptions({
      onSuccess: ({ added, repeated, problemCount }) => {
        const known = repeated > 0 ? { description: `${sayCount(repeated)} there already.` } : {};
        if (added > 0) toast.done(`${sayCount(added)} added`, known);
        else if (repeated > 0 || problemCount === 0) toast.done('Nothing was added', known);
        void refresh();
      },
    }),
  );
  const collect = useMutation(
    api.evals.datasets.collect.mutationOptions({
      onSuccess: ({ found, added }) => {
        toast.done(`${sayCount(added)} added`, { description: `${found} found.` });
        void refresh();
      },
      onError: ({ message }) => toast.failed(message),
    }),
  );
  const send = (chosen: ChosenFile, skipsInvalid: boolean) =>
    upload.mutate({
      datasetId,
      format: formatOf(chosen.name),
      content: chosen.content,
      fileName: chosen.name,
      skipsInvalid,
    });
  const choose = async (list: FileList | null) => {
    const [first] = list ?? [];
    if (!first) return;
    if (first.size > fileBytesMax) {
      toast.failed(`${first.name} is larger than 1 MB. Send it in parts: what is there already is not added twice.`);
      return;
    }
    const chosen = { name: first.name, content: await first.text() };
    setFile(chosen);
    send(chosen, false);
  };
  return (
    <Section title="Add cases">
      <div className="grid gap-6 sm:grid-cols-2">
        <Field
          label="From a file"
          hint="CSV with the names of fields, or JSON Lines with “input” and “expected”. Every line is checked."
          error={upload.error?.message}
        >
          {(control) => (
            <input
              {...control}
              type="file"
              accept=".csv,.jsonl,.ndjson,text/csv,application/jsonl"
              disabled={upload.isPending}
              onChange={(event) => void choose(event.target.files)}
              className="text-ink text-sm"
            />
          )}
        </Field>
        <div className="flex items-end gap-2">
          <Field label="From what the task has done" className="flex-1">
            {(control) => (
              <Select
                {...control}
                value={from}
                onChange={(value) => setFrom(origins.find((origin) => origin.value === value)?.value ?? 'correction')}
                options={origins}
              />
            )}
          </Field>
          <Button isPending={collect.isPending} onClick={() => collect.mutate({ datasetId, from })}>
            Add
          </Button>
        </div>
      </div>
      {upload.data && file ? <Problems answer={upload.data} onSkip={() => send(file, true)} /> : null}
    </Section>
  );
};

const Problems = ({ answer, onSkip }: { answer: UploadedCases; onSkip: () => void }) => {
  if (answer.problemCount === 0) return null;
  return (
    <div role="alert" className="flex flex-col gap-2 rounded-md border border-line p-3">
      <p className="text-ink text-sm">
        {answer.problemCount} {answer.problemCount === 1 ? 'line does' : 'lines do'} not fit
        {answer.added === 0 ? '; nothing was added.' : ' and were left out.'}
      </p>
      <ul className="max-h-60 overflow-y-auto text-failed text-xs">
        {answer.problems.map(({ line, message }) => (
          <li key={line}>
            Line {line}: {message}
          </li>
        ))}
      </ul>
      {answer.added + answer.repeated === 0 && answer.fitting > 0 ? (
        <div>
          <Button onClick={onSkip}>
            Add the {answer.fitting === 1 ? 'line that fits' : `${answer.fitting} lines that fit`}
          </Button>
        </div>
      ) : null}
    </div>
  );
};
