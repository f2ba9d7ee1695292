'use client';

import type { LimitView } from '@switchyard/application';
import { type FlowScope, nodeKinds } from '@switchyard/domain';
import { Button, Dialog, Field, Input, Select, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { nodeKindAppearance } from '../graph/node-kind-appearance.ts';
import { useWorkflowOptions } from '../runs/use-workflow-options.ts';
import { nameLimit } from './limit-words.ts';

const scopes: readonly { readonly value: FlowScope; readonly label: string }[] = [
  { value: 'connection', label: 'Calls to one host' },
  { value: 'node_kind', label: 'Steps of one kind' },
  { value: 'workflow', label: 'Steps of one workflow' },
  { value: 'organisation', label: 'All steps' },
];
const toScope = (value: string): FlowScope => scopes.find((scope) => scope.value === value)?.value ?? 'connection';

const kinds = nodeKinds.map((kind) => ({ value: kind, label: nodeKindAppearance[kind].label }));

const periods = [
  { value: '1', label: 'a second' },
  { value: '60', label: 'a minute' },
  { value: '3600', label: 'an hour' },
  { value: '86400', label: 'a day' },
];

const toNumber = (text: string): number | null => (text.trim() === '' ? null : Number(text));

interface LimitDialogProps {
  /** The one to change; null for a new one. */
  readonly limit: LimitView | null;
  readonly onClose: () => void;
}

/** Sets a limit: what it is of, how many at once, how many in a time. */
export const LimitDialog = ({ limit, onClose }: LimitDialogProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const formId = useId();
  const [scope, setScope] = useState<FlowScope>(limit?.scope ?? 'connection');
  const [value, setValue] = useState(limit?.value ?? '');
  const [atOnce, setAtOnce] = useState(limit?.stepsMax?.toString() ?? '');
  const [count, setCount] = useState(limit?.rate?.count.toString() ?? '');
  const [seconds, setSeconds] = useState(limit?.rate?.seconds.toString() ?? '60');
  const set = useMutation(
    api.limits.set.mutationOptions({
      onSuccess: () => {
        toast.done('Limit set');
        void queries.invalidateQueries({ queryKey: api.limits.pathKey() });
        onClose();
      },
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const perTime = toNumber(count);
    const rate = perTime === null ? null : { count: perTime, seconds: Number(seconds) };
    const spec = { scope, value: scope === 'organisation' ? '' : value, stepsMax: toNumber(atOnce), rate };
    set.mutate({ spec, revision: limit?.revision ?? 0 });
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={limit ? `Limit of ${nameLimit(limit)}` : 'New limit'}
      description="It holds for what begins from now on. Fill in either number, or both."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isPending={set.isPending}>
            Set the limit
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {limit ? null : (
          <>
            <Field label="Limits" isRequired>
              {(control) => (
                <Select
                  {...control}
                  options={scopes}
                  value={scope}
                  onChange={(chosen) => {
                    setScope(toScope(chosen));
                    setValue('');
                  }}
                />
              )}
            </Field>
            <WhichField scope={scope} value={value} onChange={setValue} />
          </>
        )}
        <Field label="At once">
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              value={atOnce}
              onChange={(event) => setAtOnce(event.target.value)}
            />
          )}
        </Field>
        <div className="flex items-end gap-3">
          <Field label="May begin" className="flex-1">
            {(control) => (
              <Input
                {...control}
                type="number"
                min={1}
                value={count}
                onChange={(event) => setCount(event.target.value)}
              />
            )}
          </Field>
          <Select
            aria-label="In"
            className="flex-1"
            options={periods}
            value={seconds}
            placeholder={`in ${seconds} s`}
            onChange={setSeconds}
          />
        </div>
        {set.error ? (
          <p role="alert" className="text-failed text-sm">
            {set.error.message}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
};

interface WhichFieldProps {
  readonly scope: FlowScope;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const WhichField = ({ scope, value, onChange }: WhichFieldProps) => {
  const workflows = useWorkflowOptions();
  if (scope === 'organisation') return null;
  if (scope === 'connection') {
    return (
      <Field label="Host" hint="As in the URL, such as api.example.com, with its port if it has one." isRequired>
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            spellCheck={false}
            autoComplete="off"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
    );
  }
  return (
    <Field label={scope === 'workflow' ? 'Workflow' : 'Kind'} isRequired>
      {(control) => (
        <Select
          {...control}
          options={scope === 'workflow' ? workflows : kinds}
          value={value}
          placeholder="Choose one"
          onChange={onChange}
        />
      )}
    </Field>
  );
};
