'use client';

import { Button, Dialog, Field, Input } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { useBudgetChange } from './use-budget-change.ts';

/** Where the organisation's days and months begin. */
export const TimeZoneDialog = ({ timeZone, onClose }: { timeZone: string; onClose: () => void }) => {
  const api = useTRPC();
  const formId = useId();
  const [value, setValue] = useState(timeZone);
  const set = useMutation(api.budgets.setTimeZone.mutationOptions(useBudgetChange('Time zone set', onClose)));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    set.mutate({ timeZone: value });
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title="Time zone"
      description="Days and months of budgets begin at midnight there."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isPending={set.isPending}>
            Set the time zone
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate>
        <Field label="Time zone" hint="Such as Europe/Paris" error={set.error?.message} isRequired>
          {(control) => <Input {...control} value={value} onChange={(event) => setValue(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
};
