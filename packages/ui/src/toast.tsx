'use client';

import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';

const LazyToaster = lazy(() => import('./sonner-toaster.tsx').then((module) => ({ default: module.SonnerToaster })));

/** Mounted once by the shell. Its code comes after the page: nobody needs a toast before doing something. */
export const Toaster = () => {
  const [isIdle, setIsIdle] = useState(false);
  useEffect(() => setIsIdle(true), []);
  return isIdle ? (
    <Suspense>
      <LazyToaster />
    </Suspense>
  ) : null;
};

export interface ToastOptions {
  readonly description?: ReactNode;
  /** Offers to take it back; the toast then stays for ten seconds. */
  readonly onUndo?: (() => void) | undefined;
}

const settings = ({ description, onUndo }: ToastOptions) => ({
  ...(description ? { description } : {}),
  ...(onUndo ? { duration: 10_000, action: { label: 'Undo', onClick: onUndo } } : {}),
});

const show = (kind: 'success' | 'error' | 'message', title: ReactNode, options: ToastOptions): void => {
  void import('sonner').then(({ toast: sonner }) => sonner[kind](title, settings(options)));
};

/** Says briefly what was done. Never for what must be read: that stays on the page. */
export const toast = {
  done: (title: ReactNode, options: ToastOptions = {}) => show('success', title, options),
  failed: (title: ReactNode, options: ToastOptions = {}) => show('error', title, options),
  note: (title: ReactNode, options: ToastOptions = {}) => show('message', title, options),
};
