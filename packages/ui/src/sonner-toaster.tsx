'use client';

import { Toaster as Sonner } from 'sonner';

export { toast as sonner } from 'sonner';

/** Where toasts appear. */
export const SonnerToaster = () => (
  <Sonner
    position="bottom-right"
    gap={8}
    style={{ fontFamily: 'inherit' }}
    toastOptions={{
      unstyled: true,
      classNames: {
        toast:
          'flex w-full items-center gap-3 rounded-md border border-line-strong bg-raised px-4 py-3 text-ink text-sm shadow-float sm:w-90',
        content: 'min-w-0 flex-1',
        title: 'font-medium',
        description: 'text-muted',
        error: '[&_[data-icon]]:text-failed',
        success: '[&_[data-icon]]:text-done',
        actionButton:
          'shrink-0 rounded-xs border border-line-strong px-2 h-7 font-medium text-accent text-xs hover:bg-sunken',
      },
    }}
  />
);
