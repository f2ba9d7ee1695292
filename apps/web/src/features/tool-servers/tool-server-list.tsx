'use client';

import type { ToolServerView } from '@switchyard/application';
import {
  Badge,
  Button,
  Card,
  ConfirmButton,
  EmptyState,
  ErrorState,
  PageBody,
  PageHeader,
  RelativeTime,
  Section,
  Skeleton,
  toast,
} from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, RefreshCw, Wrench } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';

const AddToolServerPanel = dynamic(
  () => import('./add-tool-server-panel.tsx').then((module) => module.AddToolServerPanel),
  { ssr: false },
);

/** MCP servers whose tools agent steps may be permitted to call. */
export const ToolServerList = ({ canManage }: { canManage: boolean }) => {
  const api = useTRPC();
  const [isAdding, setIsAdding] = useState(false);
  const servers = useQuery(api.toolServers.list.queryOptions());
  const { data } = servers;
  const add = canManage ? (
    <Button variant="primary" onClick={() => setIsAdding(true)}>
      <Plus aria-hidden />
      Add tool server
    </Button>
  ) : null;
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Tool servers' }]}
        title="Tool servers"
        description="MCP servers over HTTP. A step calls none of their tools before its author permits it, and none that has changed since."
        actions={add}
      />
      <PageBody>
        <ReadError query={servers} title="The tool servers cannot be read" />
        {servers.isPending ? <Skeleton className="h-40 w-full" /> : null}
        {data?.length === 0 ? (
          <EmptyState
            icon={Wrench}
            title="No tool servers yet"
            description="Register one to let agent steps use its tools. Looking things up and calculating need none."
            action={add}
          />
        ) : null}
        <div className="flex flex-col gap-8">
          {data?.map((server) => (
            <ToolServer key={server.slug} server={server} canManage={canManage} />
          ))}
        </div>
      </PageBody>
      <AddToolServerPanel isOpen={isAdding} onOpenChange={setIsAdding} />
    </>
  );
};

const ToolServer = ({ server, canManage }: { server: ToolServerView; canManage: boolean }) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const { slug, name, url, dataClassMax, tools, listedAt, lastError } = server;
  const refresh = () => queries.invalidateQueries({ queryKey: api.toolServers.pathKey() });
  const list = useMutation(
    api.toolServers.listTools.mutationOptions({
      onSuccess: ({ isReachable, message, changed }) => {
        const told = changed.length === 0 ? message : `${message} Changed: ${changed.join(', ')}.`;
        if (isReachable) toast.done(told);
        else toast.failed(told);
        return refresh();
      },
      onError: ({ message }) => toast.failed(message),
    }),
  );
  const remove = useMutation(
    api.toolServers.remove.mutationOptions({
      onSuccess: () => {
        toast.done('Tool server removed');
        return refresh();
      },
      onError: ({ message }) => toast.failed(message),
    }),
  );
  return (
    <Section title={name} description={url}>
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-2 text-muted text-sm">
          <span>Data up to</span>
          <Badge>{dataClassMax}</Badge>
          <span>
            {listedAt ? (
              <>
                Listed <RelativeTime at={listedAt} />
              </>
            ) : (
              'Not listed yet'
            )}
          </span>
          {canManage ? (
            <span className="ml-auto flex gap-2">
              <Button size="sm" isPending={list.isPending} onClick={() => list.mutate({ slug })}>
                <RefreshCw aria-hidden />
                Test and list tools
              </Button>
              <ConfirmButton
                size="sm"
                isPending={remove.isPending}
                title={`Remove ${name}?`}
                description="Agent steps that are permitted its tools cannot call them any more, runs under way included. Its token is deleted."
                action="Remove tool server"
                onConfirm={() => remove.mutate({ slug })}
              >
                Remove
              </ConfirmButton>
            </span>
          ) : null}
        </div>
        {lastError ? <ErrorState title="It did not answer" todo={lastError} /> : null}
        <ul aria-label={`Tools of ${name}`} className="flex flex-col gap-2">
          {tools.map((tool) => (
            <li key={tool.name}>
              <Card className="flex flex-col gap-1">
                <span className="flex flex-wrap items-center gap-2">
                  <span className="font-medium font-mono text-ink text-sm">{tool.name}</span>
                  {tool.saysReadOnly ? <Badge>says that it only reads</Badge> : null}
                </span>
                <p className="whitespace-pre-wrap break-words text-muted text-sm">{tool.description}</p>
                {tool.problem ? <p className="text-failed text-sm">Cannot be used: {tool.problem}.</p> : null}
              </Card>
            </li>
          ))}
        </ul>
      </div>
    </Section>
  );
};
