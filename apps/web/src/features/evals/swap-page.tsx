'use client';

import { Button, Field, Input, Link, PageBody, PageHeader, Section, Select } from '@switchyard/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { parseAsString, useQueryStates } from 'nuqs';
import { type SubmitEvent, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { newKey } from '../../trpc/new-key.ts';
import { useCandidates } from './use-candidates.ts';

const asRouted = { value: '', label: 'As routing decides now' };
const titles = {
  draft: 'Check a draft before it is published',
  earlier: 'Compare a new wording with the one before',
  published: 'Swap a model without breaking a workflow',
};
const places = {
  task: parseAsString.withDefault(''),
  dataset: parseAsString.withDefault(''),
  from: parseAsString.withDefault(''),
  to: parseAsString.withDefault(''),
  wording: parseAsString.withDefault('published'),
  version: parseAsString.withDefault(''),
};

/** Chooses whom to compare with whom, on what; what it costs is said before anybody is asked. */
export const SwapPage = () => {
  const api = useTRPC();
  const router = useRouter();
  const [{ task, dataset, from, to, wording, version }, place] = useQueryStates(places);
  const [margin, setMargin] = useState('2');
  const [caseMax, setCaseMax] = useState('');
  // One plan per filled-in form: a second click finds the first.
  const [evalRunId, setEvalRunId] = useState(newKey);
  const tasks = useQuery(api.tasks.list.queryOptions({ limit: 200 }));
  const datasets = useQuery(
    api.evals.datasets.list.queryOptions({ taskSlug: task, limit: 200 }, { enabled: task !== '' }),
  );
  const candidates = useCandidates();
  const plan = useMutation(
    api.evals.plan.mutationOptions({
      onSuccess: ({ id }) => router.push(`/evals/${id}`),
      onError: () => setEvalRunId(newKey()),
    }),
  );
  const isDraft = wording === 'draft';
  const isEarlier = wording === 'earlier' && version !== '';
  const isTwoWordings = isDraft || isEarlier;
  const set = (change: Partial<Record<keyof typeof places, string>>) => {
    plan.reset();
    void place(change);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const ref = to === '' ? null : to;
    plan.mutate({
      evalRunId,
      datasetId: dataset,
      incumbent: isEarlier
        ? { candidateRef: ref, wording: 'earlier', versionId: version }
        : { candidateRef: isDraft ? ref : from === '' ? null : from },
      challenger: { candidateRef: ref, wording: isDraft ? 'draft' : 'published' },
      margin: Number(margin) / 100,
      ...(caseMax === '' ? {} : { caseMax: Number(caseMax) }),
    });
  };
  const options = datasets.data?.items ?? [];
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Evals', href: '/evals' }, { label: 'Swap a model' }]}
        title={titles[isDraft ? 'draft' : isEarlier ? 'earlier' : 'published']}
        description="Choose, see what it costs, compare, then adopt or not. Going back is one click."
      />
      <PageBody>
        <form onSubmit={submit} noValidate className="flex max-w-xl flex-col gap-4">
          <Field
            label="Task"
            isRequired
            hint={
              tasks.data?.items.length === 0 ? (
                <>
                  There is no task yet.{' '}
                  <Link href="/tasks" className="underline">
                    Describe one
                  </Link>
                  .
                </>
              ) : null
            }
          >
            {(control) => (
              <Select
                {...control}
                value={task}
                onChange={(value) => set({ task: value, dataset: '' })}
                options={(tasks.data?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
              />
            )}
          </Field>
          <Field
            label="Cases"
            isRequired
            hint={
              task !== '' && datasets.data && options.length === 0 ? (
                <>
                  This task has no dataset.{' '}
                  <Link href="/evals" className="underline">
                    Make one
                  </Link>
                  .
                </>
              ) : null
            }
          >
            {(control) => (
              <Select
                {...control}
                value={dataset}
                disabled={task === ''}
                onChange={(value) => set({ dataset: value })}
                options={options.map(({ id, name, cases }) => ({ value: id, label: name, hint: `${cases} cases` }))}
              />
            )}
          </Field>
          {isTwoWordings ? null : (
            <Field label="Does it now" hint="Compared against.">
              {(control) => (
                <Select
                  {...control}
                  value={from}
                  onChange={(value) => set({ from: value })}
                  options={[asRouted, ...candidates]}
                />
              )}
            </Field>
          )}
          <Field label={isTwoWordings ? 'Asked with both wordings' : 'Challenger'} isRequired={!isTwoWordings}>
            {(control) => (
              <Select
                {...control}
                value={to}
                onChange={(value) => set({ to: value })}
                options={isTwoWordings ? [asRouted, ...candidates] : candidates}
              />
            )}
          </Field>
          <div className="grid grid-cols-2 gap-3">
            <Field label="Would give up" hint="In points of the share that is right.">
              {(control) => (
                <Input
                  {...control}
                  type="number"
                  min={0}
                  max={50}
                  step={0.5}
                  value={margin}
                  onChange={(event) => setMargin(event.target.value)}
                />
              )}
            </Field>
            <Field label="At most so many cases">
              {(control) => (
                <Input
                  {...control}
                  type="number"
                  min={1}
                  value={caseMax}
                  onChange={(event) => setCaseMax(event.target.value)}
                />
              )}
            </Field>
          </div>
          {plan.error ? (
            <p role="alert" className="text-failed text-sm">
              {plan.error.message}
            </p>
          ) : null}
          <div>
            <Button
              type="submit"
              variant="primary"
              isPending={plan.isPending}
              disabled={dataset === '' || (!isTwoWordings && to === '')}
            >
              See what it costs
            </Button>
          </div>
        </form>
        <Section
          title="What happens"
          description="Nobody is asked before you have seen the cost and started it. Floors hold: a supplier that may not see these cases is refused. Answers are judged and kept as evidence, each with its receipt."
        >
          {null}
        </Section>
      </PageBody>
    </>
  );
};
