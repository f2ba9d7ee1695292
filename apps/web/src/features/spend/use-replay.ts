'use client';

import type { WhatIf } from '@switchyard/application';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';

type Total = Omit<WhatIf, 'nextCursor'>;

/** Rules that are tried, and whose they would be. */
export type Draft = Pick<
  Parameters<ReturnType<typeof useTRPC>['analysis']['whatIf']['queryOptions']>[0] & object,
  'policy' | 'scope'
>;

type Counted = { readonly receiptIds: string[] };

const merge = <Row extends Counted>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  add: (left: Row, right: Row) => Partial<Row>,
): Row[] => {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const known = merged.get(keyOf(row));
    const receiptIds = [...(known?.receiptIds ?? []), ...row.receiptIds];
    merged.set(keyOf(row), known ? { ...known, ...add(known, row), receiptIds } : row);
  }
  return [...merged.values()];
};

/** Pages of a replay as one. */
export const addPage = (total: Total | null, page: Total): Total => {
  if (total === null) return page;
  const changes = merge(
    [...total.changes, ...page.changes],
    ({ taskSlug, from, to }) => [taskSlug, from, to].join('\n'),
    (left, right) => ({
      receipts: left.receipts + right.receipts,
      beforeMicroUsd: left.beforeMicroUsd + right.beforeMicroUsd,
      afterMicroUsd: left.afterMicroUsd + right.afterMicroUsd,
      dataClasses: [...new Set([...left.dataClasses, ...right.dataClasses])],
    }),
  );
  return {
    looked: total.looked + page.looked,
    unchanged: total.unchanged + page.unchanged,
    replayed: [...total.replayed, ...page.replayed],
    actualMicroUsd: total.actualMicroUsd + page.actualMicroUsd,
    beforeMicroUsd: total.beforeMicroUsd + page.beforeMicroUsd,
    afterMicroUsd: total.afterMicroUsd + page.afterMicroUsd,
    changes: changes.sort((left, right) => right.receipts - left.receipts),
    seen: merge(
      [...total.seen, ...page.seen],
      ({ supplierSlug, dataClass }) => `${supplierSlug} ${dataClass}`,
      (left, right) => ({ before: left.before + right.before, after: left.after + right.after }),
    ),
    notes: merge(
      [...total.notes, ...page.notes],
      ({ sentence }) => sentence,
      (left, right) => ({ receipts: left.receipts + right.receipts }),
    ),
  };
};

const pageSize = 200;

/** A replay in pages, which can be watched and stopped. */
export const useReplay = () => {
  const api = useTRPC();
  const queries = useQueryClient();
  const [total, setTotal] = useState<Total | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [many, setMany] = useState(0);
  const [isRunning, setIsRunning] = useState(false);
  const current = useRef(0);
  const stop = () => {
    current.current += 1;
    setIsRunning(false);
  };
  useEffect(() => () => stopQuietly(current), []);
  const start = async (draft: Draft, wanted: number) => {
    current.current += 1;
    const mine = current.current;
    setTotal(null);
    setError(null);
    setMany(wanted);
    setIsRunning(true);
    let sum: Total | null = null;
    let cursor: string | undefined;
    try {
      while (current.current === mine && (sum?.looked ?? 0) < wanted) {
        const { nextCursor, ...page }: WhatIf = await queries.fetchQuery(
          api.analysis.whatIf.queryOptions(
            { ...draft, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) },
            { staleTime: 0 },
          ),
        );
        if (current.current !== mine) return;
        sum = addPage(sum, page);
        setTotal(sum);
        if (nextCursor === null) break;
        cursor = nextCursor;
      }
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : 'The receipts could not be read.');
    }
    if (current.current === mine) setIsRunning(false);
  };
  return {
    total,
    error,
    many,
    isRunning,
    stop,
    start: (draft: Draft, wanted: number) => void start(draft, wanted),
  };
};

const stopQuietly = (current: { current: number }): void => {
  current.current += 1;
};
