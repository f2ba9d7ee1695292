'use client';

import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let isOut = false;

const set = (next: boolean): void => {
  isOut = next;
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

/** Written out by hand: this is on every page, and the schema library would be a sixth of what a first visit loads. */
const isSignedOut = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null || !('data' in error)) return false;
  const { data } = error;
  return typeof data === 'object' && data !== null && 'domainCode' in data && data.domainCode === 'unauthenticated';
};

/** A session that ended elsewhere shows itself in the next answer. The page stays, with what is typed on it. */
export const noticeSignedOut = (error: unknown): void => {
  if (isSignedOut(error) && !isOut) set(true);
};

export const noticeSignedIn = (): void => set(false);

/** Whether an answer said that the session has ended. */
export const useIsSignedOut = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => isOut,
    () => false,
  );
