'use client';

import { toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { isShort } from '../../trpc/while-short.ts';
import { dropDraft } from './answer-drafts.ts';
import type { ApprovalDetailData } from './detail-types.ts';
import type { Corrections } from './evidence-corrections.tsx';

export type Outcome = 'approved' | 'rejected' | 'changes';

export interface Answer {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly form?: Readonly<Record<string, unknown>> | undefined;
  readonly isConfirmed: boolean;
}

const done: Record<Outcome, string> = { approved: 'Approved', rejected: 'Rejected', changes: 'Changes requested' };

/**
 * Sends an answer with the digest of what was shown. The request leaves the list at once (`onGone`) and comes back when
 * the answer was not accepted; a conflict says who was first and when.
 */
export const useDecision = (item: ApprovalDetailData, corrections: Corrections, onGone: () => void) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const listKey = trpc.inbox.list.infiniteQueryKey();
  /** A list that somebody has gone deep into has lost this entry already; it is read again only to bring it back. */
  const refresh = (error: unknown) =>
    queryClient.invalidateQueries({
      queryKey: trpc.inbox.pathKey(),
      predicate: (query) => error !== null || isShort(query),
    });
  /** Known at once, unlike what is rendered: one request is answered once, however fast somebody clicks. */
  const isSent = useRef(false);
  const mutation = useMutation(
    trpc.inbox.decide.mutationOptions({
      onMutate: async () => {
        await queryClient.cancelQueries({ queryKey: listKey });
        const before = queryClient.getQueriesData({ queryKey: listKey });
        queryClient.setQueriesData({ queryKey: listKey }, withoutEntry(item.id));
        onGone();
        return before;
      },
      onSuccess: ({ isStillOpen }, { outcome }) => {
        dropDraft(item.id, outcome);
        toast.done(
          `${done[outcome]}: ${item.title}`,
          isStillOpen ? { description: 'Others still have to answer.' } : {},
        );
      },
      onError: (error, _answer, before = []) => {
        isSent.current = false;
        // At once, and not by reading the lists again: that may fail as well.
        for (const [key, list] of before) queryClient.setQueryData(key, withEntryOf(list, item.id));
        toast.failed(`${error.data ? 'Not decided' : 'No answer'}: ${item.title}`, { description: error.message });
      },
      onSettled: (_, error) => refresh(error),
    }),
  );
  const decide = ({ outcome, reason, form, isConfirmed }: Answer) => {
    if (isSent.current) return;
    isSent.current = true;
    mutation.mutate({
      approvalId: item.id,
      digest: item.digest,
      outcome,
      reason,
      isConfirmed,
      ...(form === undefined ? {} : { form: JSON.parse(JSON.stringify(form)) }),
      corrections: Object.entries(corrections).map(([stepId, output]) => ({
        stepId,
        output: JSON.parse(JSON.stringify(output)),
      })),
    });
  };
  return { decide, isPending: mutation.isPending };
};

interface Page {
  readonly items: readonly { readonly id: string }[];
}

const isPaged = (data: unknown): data is { pages: Page[] } =>
  typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages);

const mapPages = (data: unknown, change: (items: Page['items'], index: number) => Page['items']) =>
  isPaged(data)
    ? { ...data, pages: data.pages.map((page, index) => ({ ...page, items: change(page.items, index) })) }
    : data;

const withoutEntry = (id: string) => (data: unknown) =>
  mapPages(data, (items) => items.filter((each) => each.id !== id));

/** Puts an entry back to where it was. The list may have lost or gained others meanwhile. */
const withEntryOf = (before: unknown, id: string) => (data: unknown) =>
  mapPages(data, (items, index) => {
    const known = isPaged(before) ? (before.pages[index]?.items ?? []) : [];
    const at = known.findIndex((each) => each.id === id);
    return at === -1 || items.some((each) => each.id === id)
      ? items
      : items.toSpliced(at, 0, ...known.slice(at, at + 1));
  });
