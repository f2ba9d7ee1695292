'use client';

import type { WhatIf, WhatIfChange } from '@switchyard/application';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';

type Total = Omit<WhatIf, 'nextCursor'>;

export interface DraftPolicy {
  readonly allowsUnprovenBehindChecks: boolean;
  readonly confidence: number;
  readonly residencies: string[];
}

const weakest = (left: number | null, right: number | null): number | null =>
  left === null || right === null ? null : Math.min(left, right);

const mergeChange = (left: WhatIfChange, right: WhatIfChange): WhatIfChange => ({
  ...left,
  receipts: left.receipts + right.receipts,
  beforeMicroUsd: left.beforeMicroUsd + right.beforeMicroUsd,
  afterMicroUsd: left.afterMicroUsd + right.afterMicroUsd,
  qualityBefore: weakest(left.qualityBefore, right.qualityBefore),
  qualityAfter: weakest(left.qualityAfter, right.qualityAfter),
});

/** Pages of a replay as one. */
export const addPage = (total: Total | null, page: Total): Total => {
  if (total === null) return page;
  const changes = new Map<string, WhatIfChange>();
  for (const change of [...total.changes, ...page.changes]) {
    const key = [change.taskSlug, change.from, change.to].join('\n');
    const known = changes.get(key);
    changes.set(key, known ? mergeChange(known, change) : change);
  }
  return {
    looked: total.looked + page.looked,
    guessed: total.guessed + page.guessed,
    unchanged: total.unchanged + page.unchanged,
    actualMicroUsd: total.actualMicroUsd + page.actualMicroUsd,
    beforeMicroUsd: total.beforeMicroUsd + page.beforeMicroUsd,
    afterMicroUsd: total.afterMicroUsd + page.afterMicroUsd,
    changes: [...changes.values()].sort((left, right) => right.receipts - left.receipts),
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
  const start = async (policy: DraftPolicy, wanted: number) => {
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
            { policy, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) },
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
    start: (policy: DraftPolicy, wanted: number) => void start(policy, wanted),
  };
};

const stopQuietly = (current: { current: number }): void => {
  current.current += 1;
};
