'use client';

import type { DatasetDetail } from '@switchyard/application';
import type { Grading } from '@switchyard/domain';
import { Button, Field, Input, Select, toast } from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { newKey } from '../../trpc/new-key.ts';
import { intakeOptions } from './eval-words.ts';
import { draftOf, type GraderDraft, readDraft } from './grader-draft.ts';
import { GraderList } from './grader-list.tsx';
import { TryGrading } from './try-grading.tsx';
import { useCandidates } from './use-candidates.ts';

const useChoices = (taskSlug: string) => {
  const api = useTRPC();
  const candidates = useCandidates();
  const task = useQuery(api.tasks.get.queryOptions({ slug: taskSlug }));
  const sources = useQuery(api.sources.list.queryOptions({ limit: 200 }));
  return {
    candidates,
    outputs: Object.keys(task.data?.draft.output.properties ?? {}),
    inputs: Object.keys(task.data?.draft.input.properties ?? {}),
    sources: (sources.data?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name })),
  };
};

/** What the editor holds, as it would be saved; null while something is missing. */
const readGrading = (drafts: readonly GraderDraft[], passAt: string): Grading | null => {
  const graders = drafts.map(readDraft).flatMap((read) => ('problem' in read ? [] : [read]));
  const share = Number(passAt) / 100;
  return graders.length === drafts.length && share >= 0 && share <= 1 ? { graders, passAt: share } : null;
};

interface GradingEditorProps {
  readonly dataset: DatasetDetail;
  readonly cases: DatasetDetail['cases'];
  readonly onClose: () => void;
}

/** What answers are judged by and what becomes of corrections; tried on a case before it is saved. */
export const GradingEditor = ({ dataset, cases, onClose }: GradingEditorProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const choices = useChoices(dataset.taskSlug);
  const [drafts, setDrafts] = useState<readonly GraderDraft[]>(() =>
    dataset.grading.graders.map(({ grader, weight }) => draftOf(newKey(), grader, weight)),
  );
  const [passAt, setPassAt] = useState(String(Math.round(dataset.grading.passAt * 1000) / 10));
  const [intake, setIntake] = useState(dataset.intake);
  const [hasTried, setHasTried] = useState(false);
  const save = useMutation(
    api.evals.datasets.save.mutationOptions({
      onSuccess: () => {
        toast.done('Saved', { description: 'It holds from the next evaluation on.' });
        void queries.invalidateQueries({ queryKey: api.evals.datasets.pathKey() });
        onClose();
      },
    }),
  );
  const grading = readGrading(drafts, passAt);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setHasTried(true);
    if (grading) save.mutate({ datasetId: dataset.id, revision: dataset.revision, grading, intake });
  };
  return (
    <div className="flex flex-col gap-4">
      <form onSubmit={submit} noValidate aria-label="Graders" className="flex flex-col gap-3">
        <GraderList drafts={drafts} choices={choices} onChange={setDrafts} showsProblems={hasTried} />
        <div className="grid max-w-xl gap-3 sm:grid-cols-2">
          <Field label="Right from" isRequired hint="In % of the weighted mean of all graders.">
            {(control) => (
              <Input
                {...control}
                type="number"
                min={0}
                max={100}
                step="any"
                value={passAt}
                onChange={(event) => setPassAt(event.target.value)}
              />
            )}
          </Field>
          <Field label="What people correct" isRequired hint="In the inbox, in approvals and on a run’s page.">
            {(control) => (
              <Select
                {...control}
                options={intakeOptions}
                value={intake}
                onChange={(value) => setIntake(intakeOptions.find((each) => each.value === value)?.value ?? intake)}
              />
            )}
          </Field>
        </div>
        {save.error ? (
          <p role="alert" className="text-failed text-sm">
            {save.error.message}
          </p>
        ) : null}
        <div className="flex gap-2">
          <Button type="submit" variant="primary" isPending={save.isPending}>
            Save
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
      {cases.length > 0 ? (
        <TryGrading datasetId={dataset.id} cases={cases} grading={grading} onIncomplete={() => setHasTried(true)} />
      ) : null}
    </div>
  );
};
