'use client';

import { useEffect, useState } from 'react';
import type { Search, SearchHit } from './command-registry.ts';

const pauseMs = 120;
const none: readonly SearchHit[] = [];

export interface SearchState {
  readonly hits: readonly SearchHit[];
  readonly isSearching: boolean;
}

/** Hits for what is typed, once typing pauses; an answer to an older question is dropped. */
export const useSearch = (search: Search | undefined, query: string): SearchState => {
  const [answer, setAnswer] = useState({ query: '', hits: none });
  const wanted = query.trim();
  const isAsked = search !== undefined && wanted.length >= 2;
  useEffect(() => {
    if (!isAsked) return;
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      const hits = await search(wanted, controller.signal).catch(() => none);
      if (!controller.signal.aborted) setAnswer({ query: wanted, hits });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [search, wanted, isAsked]);
  return { hits: isAsked ? answer.hits : none, isSearching: isAsked && answer.query !== wanted };
};
