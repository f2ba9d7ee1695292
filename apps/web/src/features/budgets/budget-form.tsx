'use client';

import type { BudgetView } from '@switchyard/application';
import { type BudgetPeriod, type BudgetScope, budgetPeriods, budgetScopes } from '@switchyard/domain';
import { Button, Field, Input, Select, SidePanel, Switch } from '@switchyard/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { newKey } from '../../trpc/new-key.ts';
import { periodLabels, scopeLabels, toDollars, toMicroUsd } from './budget-words.ts';
import { useBudgetChange } from './use-budget-change.ts';

const scopeOptions = budgetScopes.map((value) => ({ value, label: scopeLabels[value] }));
const periodOptions = budgetPeriods.map((value) => ({ value, label: periodLabels[value] }));
const toScope = (value: string): BudgetScope => budgetScopes.find((scope) => scope === value) ?? 'organisation';
const toPeriod = (value: string): BudgetPeriod => budgetPeriods.find((period) => period === value) ?? 'month';

const toPercents = (text: string): number[] =>
  text
    .split(/[\s,;%]+/)
    .map(Number)
    .filter((percent) => Number.isInteger(percent) && percent > 0);

interface Draft {
  readonly name: string;
  readonly scope: BudgetScope;
  readonly targetId: string;
  readonly period: BudgetPeriod;
  readonly cap: string;
  readonly isHard: boolean;
  readonly warnAt: string;
}

const draftOf = (budget: BudgetView | null): Draft => ({
  name: budget?.name ?? '',
  scope: budget?.scope ?? 'organisation',
  targetId: budget?.targetId ?? '',
  period: budget?.period ?? 'month',
  cap: budget ? toDollars(budget.capMicroUsd) : '',
  isHard: budget?.isHard ?? true,
  warnAt: (budget?.warnAt ?? [80, 100]).join(', '),
});

/** Sets a new budget, or changes one: what it is of and its period stay. */
export const BudgetForm = ({ budget, onClose }: { budget: BudgetView | null; onClose: () => void }) => {
  const api = useTRPC();
  const formId = useId();
  const [newId, setNewId] = useState(newKey);
  const [draft, setDraft] = useState(() => draftOf(budget));
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const done = useBudgetChange(budget ? 'Budget changed' : 'Budget set', onClose);
  const create = useMutation(
    api.budgets.create.mutationOptions({
      ...done,
      // What was refused was not set: what is sent next is another budget.
      onError: (refusal) => (refusal.data ? setNewId(newKey()) : undefined),
    }),
  );
  const update = useMutation(api.budgets.update.mutationOptions(done));
  const capMicroUsd = toMicroUsd(draft.cap);
  const isOfSomething = draft.scope === 'organisation' || draft.targetId !== '';
  const isComplete = draft.name.trim() !== '' && isOfSomething && capMicroUsd !== null;
  const error = create.error ?? update.error;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isComplete) return;
    const { name, scope, period, isHard } = draft;
    const targetId = scope === 'organisation' ? null : draft.targetId;
    const spec = { name, scope, targetId, period, isHard, capMicroUsd, warnAt: toPercents(draft.warnAt) };
    if (budget) update.mutate({ id: budget.id, spec, revision: budget.revision });
    else create.mutate({ id: newId, spec });
  };
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title={budget ? `Change ${budget.name}` : 'New budget'}
      description="It holds for calls that begin from now on."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form={formId}
            disabled={!isComplete}
            isPending={create.isPending || update.isPending}
          >
            {budget ? 'Save' : 'Set the budget'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Name" isRequired>
          {(control) => (
            <Input {...control} value={draft.name} onChange={(event) => change({ name: event.target.value })} />
          )}
        </Field>
        {budget ? null : <SubjectFields draft={draft} change={change} />}
        <Field
          label="Cap in US dollars"
          hint="With 0 nothing may be spent. Without a budget everything may."
          isRequired
        >
          {(control) => (
            <Input
              {...control}
              type="number"
              min={0}
              step="any"
              value={draft.cap}
              onChange={(event) => change({ cap: event.target.value })}
            />
          )}
        </Field>
        <Switch
          checked={draft.isHard}
          onChange={(isHard) => change({ isHard })}
          label="Hard"
          hint="A call that would go over it is not made. Switched off, the budget only warns."
        />
        <Field label="Tell at, in percent" hint="Such as 50, 80, 100">
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={draft.warnAt}
              onChange={(event) => change({ warnAt: event.target.value })}
            />
          )}
        </Field>
        {error ? (
          <p role="alert" className="text-failed text-sm">
            {error.message}
          </p>
        ) : null}
      </form>
    </SidePanel>
  );
};

const SubjectFields = ({ draft, change }: { draft: Draft; change: (part: Partial<Draft>) => void }) => {
  const api = useTRPC();
  const targets = useQuery(api.budgets.targets.queryOptions());
  const options = (targets.data ?? [])
    .filter(({ scope }) => scope === draft.scope)
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <Field label="Of" isRequired>
        {(control) => (
          <Select
            {...control}
            options={scopeOptions}
            value={draft.scope}
            onChange={(scope) => change({ scope: toScope(scope), targetId: '' })}
          />
        )}
      </Field>
      {draft.scope === 'organisation' ? null : (
        <Field label={scopeLabels[draft.scope]} isRequired>
          {(control) => (
            <Select
              {...control}
              options={options}
              value={draft.targetId}
              placeholder="Choose one"
              onChange={(targetId) => change({ targetId })}
            />
          )}
        </Field>
      )}
      <Field label="For" isRequired>
        {(control) => (
          <Select
            {...control}
            options={periodOptions}
            value={draft.period}
            onChange={(period) => change({ period: toPeriod(period) })}
          />
        )}
      </Field>
    </>
  );
};
