'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import type { Mapping, Migration } from './migration-types.ts';

export interface Terms {
  readonly workflowSlug: string;
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly mapping: Mapping;
}

/**
 * Plans and applies in parts the server gives, so that long work shows how far it is. What is done is kept there: whoever
 * leaves the page finds it again and goes on.
 */
export const useMigration = (onBegun: (id: string) => void) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const planPart = useMutation(trpc.runMigrations.plan.mutationOptions());
  const applyPart = useMutation(trpc.runMigrations.carryOut.mutationOptions());
  const [progress, setProgress] = useState<Migration | null>(null);
  const [isWorking, setIsWorking] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);

  const work = useCallback(
    async (steps: () => Promise<void>) => {
      setIsWorking(true);
      setError(null);
      try {
        await steps();
      } catch (thrown) {
        setError(thrown instanceof Error ? thrown.message : 'The server could not be reached.');
      }
      await queries.invalidateQueries({ queryKey: trpc.runMigrations.pathKey() });
      setProgress(null);
      setIsWorking(false);
    },
    [queries, trpc],
  );

  const lookOn = async (first: Migration): Promise<void> => {
    for (let view = first; view.status === 'planning' && isHere.current; setProgress(view))
      view = await planPart.mutateAsync({ migrationId: view.id });
  };

  return {
    progress,
    isWorking,
    error,
    plan: (terms: Terms) =>
      work(async () => {
        const view = await planPart.mutateAsync(terms);
        onBegun(view.id);
        await lookOn(view);
      }),
    goOnPlanning: (view: Migration) => work(() => lookOn(view)),
    apply: ({ id, digest }: Migration, isRetry = false) =>
      work(async () => {
        let view = await applyPart.mutateAsync({ migrationId: id, digest, isRetry });
        while (view.left > 0 && isHere.current) {
          setProgress(view);
          view = await applyPart.mutateAsync({ migrationId: id, digest });
        }
      }),
  };
};
