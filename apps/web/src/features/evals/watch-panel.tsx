'use client';

import type { Watch } from '@switchyard/application';
import { Button, Field, Input, Select, SidePanel, Textarea, toast } from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { useCandidates } from './use-candidates.ts';

const nobody = { value: '', label: 'Nobody' };

/** The judge of a watch: who, and by what. Other graders are kept as they are. */
const judgeOf = (watch: Watch | null) =>
  watch?.grading.graders.map(({ grader }) => grader).find((grader) => grader.kind === 'judge');

/** Sets what share of a task's calls is graded again, and answered in the shadow. */
export const WatchPanel = ({ watch, onClose }: { watch: Watch | null; onClose: () => void }) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const formId = useId();
  const judge = judgeOf(watch);
  const [taskSlug, setTaskSlug] = useState(watch?.taskSlug ?? '');
  const [judgeRef, setJudgeRef] = useState(judge?.candidateRef ?? '');
  const [criteria, setCriteria] = useState(judge?.criteria ?? '');
  const [regrade, setRegrade] = useState(String((watch?.regradeShare ?? 0.05) * 100));
  const [shadowRef, setShadowRef] = useState(watch?.shadowRef ?? '');
  const [shadow, setShadow] = useState(String((watch?.shadowShare ?? 0.05) * 100));
  const tasks = useQuery(api.tasks.list.queryOptions({ limit: 200 }));
  const candidates = useCandidates();
  const save = useMutation(
    api.evals.watches.set.mutationOptions({
      onSuccess: () => {
        toast.done('Set', { description: 'It holds for what is done from now on.' });
        void queries.invalidateQueries({ queryKey: api.evals.watches.pathKey() });
        onClose();
      },
    }),
  );
  const keeps = watch !== null && judge === undefined && judgeRef === '';
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const grading = keeps
      ? watch.grading
      : { graders: [{ grader: { kind: 'judge' as const, candidateRef: judgeRef, criteria } }], passAt: 0.75 };
    save.mutate({
      taskSlug,
      grading,
      shadowRef: shadowRef === '' ? null : shadowRef,
      shadowShare: shadowRef === '' ? 0 : Number(shadow) / 100,
      regradeShare: Number(regrade) / 100,
      revision: watch?.revision ?? 0,
    });
  };
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title={watch ? watch.taskName : 'Look again at a task'}
      description="Afterwards and beside the steps. Floors and budgets hold."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isPending={save.isPending} disabled={taskSlug === ''}>
            Set
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {watch ? null : (
          <Field label="Task" isRequired>
            {(control) => (
              <Select
                {...control}
                value={taskSlug}
                onChange={setTaskSlug}
                options={(tasks.data?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
              />
            )}
          </Field>
        )}
        <Field label="Judge" isRequired={!keeps} hint="It sees the input and the answer as data.">
          {(control) => <Select {...control} value={judgeRef} onChange={setJudgeRef} options={candidates} />}
        </Field>
        <Field label="What makes an answer right" isRequired={!keeps}>
          {(control) => (
            <Textarea {...control} rows={4} value={criteria} onChange={(event) => setCriteria(event.target.value)} />
          )}
        </Field>
        <Field label="Graded again, in % of calls" isRequired>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={0}
              max={100}
              value={regrade}
              onChange={(event) => setRegrade(event.target.value)}
            />
          )}
        </Field>
        <Field label="Answers in the shadow">
          {(control) => (
            <Select {...control} value={shadowRef} onChange={setShadowRef} options={[nobody, ...candidates]} />
          )}
        </Field>
        <Field label="In the shadow, in % of calls">
          {(control) => (
            <Input
              {...control}
              type="number"
              min={0}
              max={100}
              value={shadow}
              disabled={shadowRef === ''}
              onChange={(event) => setShadow(event.target.value)}
            />
          )}
        </Field>
        {save.error ? (
          <p role="alert" className="text-failed text-sm">
            {save.error.message}
          </p>
        ) : null}
      </form>
    </SidePanel>
  );
};
