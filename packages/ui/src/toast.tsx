'use client';

import { type ComponentType, type ReactNode, useEffect, useState } from 'react';

const tryAgainMs = 3000;

/** Its code comes after the page, and again when the connection is lost just then: no page fails for its toasts. */
const loadOften = async (): Promise<typeof import('./sonner-toaster.tsx')> => {
  for (;;) {
    const loaded = await import('./sonner-toaster.tsx').catch(() => null);
    if (loaded) return loaded;
    await new Promise((resolve) => setTimeout(resolve, tryAgainMs));
  }
};

let loading: ReturnType<typeof loadOften> | undefined;
const load = () => {
  loading ??= loadOften();
  return loading;
};

/** Mounted once by the shell. Nobody needs a toast before doing something. */
export const Toaster = () => {
  const [Loaded, setLoaded] = useState<ComponentType | null>(null);
  useEffect(() => void load().then(({ SonnerToaster }) => setLoaded(() => SonnerToaster)), []);
  return Loaded ? <Loaded /> : null;
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
  void load().then(({ sonner }) => sonner[kind](title, settings(options)));
};

/** Says briefly what was done. Never for what must be read: that stays on the page. */
export const toast = {
  done: (title: ReactNode, options: ToastOptions = {}) => show('success', title, options),
  failed: (title: ReactNode, options: ToastOptions = {}) => show('error', title, options),
  note: (title: ReactNode, options: ToastOptions = {}) => show('message', title, options),
};
