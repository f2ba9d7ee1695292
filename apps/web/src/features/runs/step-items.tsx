'use client';

import { type JsonValue, jsonValueSchema } from '@switchyard/domain';
import { Button, ErrorState, IconButton, JsonView, Skeleton, StatusBadge } from '@switchyard/ui';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Ban } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { newKey } from '../../trpc/new-key.ts';
import { ReadError } from '../../trpc/read-error.tsx';
import { JsonTextField } from './json-text-field.tsx';
import { LargeValues } from './large-values.tsx';

interface StepItemsProps {
  readonly runId: string;
  readonly stepId: string;
  /** Whether the list is still being gone through and this person may change it. */
  readonly canChange: boolean;
}

/** The list a for-each goes through: what became of each entry, and what may still be changed about it. */
export const StepItems = ({ runId, stepId, canChange }: StepItemsProps) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: trpc.runs.pathKey() });
  const items = useInfiniteQuery(
    trpc.runs.items.infiniteQueryOptions({ runId, stepId }, { getNextPageParam: ({ nextCursor }) => nextCursor }),
  );
  const cancel = useMutation(trpc.runs.cancelItem.mutationOptions({ onSuccess }));
  const close = useMutation(trpc.runs.closeItems.mutationOptions({ onSuccess }));
  if (items.isPending) return <Skeleton className="h-24" />;
  if (items.isLoadingError) return <ReadError query={items} title="The items could not be read" />;
  const rows = items.data.pages.flatMap((page) => page.items);
  const error = cancel.error ?? close.error;
  return (
    <div className="flex flex-col gap-3">
      <ReadError query={items} title="The items could not be read" />
      {error ? <ErrorState title="Not changed" todo={error.message} /> : null}
      {rows.length === 0 ? <p className="text-muted text-sm">The list was empty.</p> : null}
      <ol className="flex flex-col divide-y divide-line">
        {rows.map(({ index, status, value, largeValues, error: failure }) => (
          <li key={index} className="flex items-start gap-2 py-1.5 text-sm">
            <span className="w-10 shrink-0 text-faint tabular-nums">{index + 1}</span>
            <span className="min-w-0 flex-1">
              {value === null && largeValues.length > 0 ? null : <JsonView value={value} openLevels={0} />}
              <LargeValues runId={runId} place="input" values={largeValues} />
              {failure ? <span className="text-failed text-xs">{failure.message}</span> : null}
            </span>
            <StatusBadge status={status} look="plain" />
            {canChange && status === 'waiting' ? (
              <IconButton
                label={`Cancel item ${index + 1}`}
                disabled={cancel.isPending}
                onClick={() => cancel.mutate({ runId, stepId, index })}
              >
                <Ban aria-hidden />
              </IconButton>
            ) : null}
          </li>
        ))}
      </ol>
      {items.hasNextPage ? (
        <Button isPending={items.isFetchingNextPage} onClick={() => items.fetchNextPage()}>
          More items
        </Button>
      ) : null}
      {canChange ? (
        <>
          <AddItems {...{ runId, stepId }} />
          <Button className="self-start" isPending={close.isPending} onClick={() => close.mutate({ runId, stepId })}>
            That is enough: cancel the rest
          </Button>
        </>
      ) : null}
    </div>
  );
};

const parseList = (text: string): JsonValue[] | undefined => {
  try {
    const value = jsonValueSchema.parse(JSON.parse(text));
    return Array.isArray(value) && value.length > 0 ? value : undefined;
  } catch {
    return undefined;
  }
};

const AddItems = ({ runId, stepId }: { runId: string; stepId: string }) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  // Of this list: a second click, or another try after a lost answer, adds nothing more.
  const key = useRef<string | null>(null);
  const add = useMutation(
    trpc.runs.addItems.mutationOptions({
      onSuccess: () => {
        setText('');
        key.current = null;
        return queries.invalidateQueries({ queryKey: trpc.runs.pathKey() });
      },
    }),
  );
  const changeText = (next: string) => {
    setText(next);
    key.current = null;
  };
  const list = parseList(text);
  const problem = text.trim() !== '' && !list ? 'Write a JSON list, such as ["A-17", "A-18"].' : add.error?.message;
  return (
    <div className="flex flex-col gap-2">
      <JsonTextField label="Add items (a JSON list)" rows={2} text={text} onText={changeText} problem={problem} />
      <Button
        className="self-start"
        disabled={!list}
        isPending={add.isPending}
        onClick={() => {
          if (!list) return;
          key.current ??= newKey();
          add.mutate({ runId, stepId, items: list, idempotencyKey: key.current });
        }}
      >
        Add
      </Button>
    </div>
  );
};
