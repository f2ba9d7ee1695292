'use client';

import { dataClasses, dataClassSchema } from '@switchyard/domain';
import { Button, ErrorState, type FormField, type FormValue, SchemaForm, SidePanel, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { slugOf } from '../suppliers/supplier-fields.ts';

const classes = dataClasses.map((value) => ({ value, label: value }));

const fields: readonly FormField[] = [
  { name: 'name', label: 'Name', kind: 'string', isRequired: true, maxLength: 120 },
  {
    name: 'url',
    label: 'Address',
    kind: 'string',
    isRequired: true,
    hint: 'MCP over streamable HTTP. A private address has to be allowed by whoever operates Switchyard (SWITCHYARD_OUTBOUND_ALLOW).',
    placeholder: 'https://tools.example.com/mcp',
  },
  { name: 'token', label: 'Token', kind: 'secret', hint: 'Sent as Authorization: Bearer …' },
  {
    name: 'dataClassMax',
    label: 'May be sent data up to',
    kind: 'enum',
    isRequired: true,
    options: classes,
    hint: 'A floor that nothing lowers.',
  },
  { name: 'dataClass', label: 'Class of what it answers', kind: 'enum', isRequired: true, options: classes },
];

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const classOf = (value: unknown) => dataClassSchema.catch('internal').parse(value);

interface AddToolServerPanelProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Registers a tool server, then lists its tools. */
export const AddToolServerPanel = ({ isOpen, onOpenChange }: AddToolServerPanelProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const formId = useId();
  const [value, setValue] = useState<FormValue>({ dataClassMax: 'internal', dataClass: 'internal' });
  const refresh = () => queries.invalidateQueries({ queryKey: api.toolServers.pathKey() });
  const list = useMutation(api.toolServers.listTools.mutationOptions({ onSettled: refresh }));
  const register = useMutation(
    api.toolServers.register.mutationOptions({
      onSuccess: ({ slug }) => {
        toast.done('Tool server added', { description: 'Its tools are being listed.' });
        setValue({ dataClassMax: 'internal', dataClass: 'internal' });
        onOpenChange(false);
        list.mutate({ slug });
      },
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const [name, token] = [textOf(value.name), textOf(value.token)];
    register.mutate({
      spec: {
        slug: slugOf(name),
        name,
        url: textOf(value.url),
        dataClassMax: classOf(value.dataClassMax),
        dataClass: classOf(value.dataClass),
      },
      ...(token === '' ? {} : { token }),
    });
  };
  return (
    <SidePanel
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Add a tool server"
      description="No step can call its tools before somebody permits it in the builder."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isPending={register.isPending}>
            Add tool server
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        {register.error ? <ErrorState title={register.error.message} safe="Nothing was saved." /> : null}
        <SchemaForm fields={fields} value={value} onChange={setValue} />
      </form>
    </SidePanel>
  );
};
