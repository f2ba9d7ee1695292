'use client';

import { type LinkProps, LinkProvider, Toaster } from '@switchyard/ui';
import NextLink from 'next/link';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';

/** Next's link distinguishes an absent handler from an undefined one. */
const RouterLink = ({ ref, onClick, onMouseEnter, onTouchStart, ...rest }: LinkProps) => (
  <NextLink
    {...rest}
    {...(ref ? { ref } : {})}
    {...(onClick ? { onClick } : {})}
    {...(onMouseEnter ? { onMouseEnter } : {})}
    {...(onTouchStart ? { onTouchStart } : {})}
  />
);

/**
 * Lets the primitives and URL state use this application's router. A client component also for the toaster's sake: what a
 * server component takes from the design system brings all of it to the browser.
 */
export const RouterProviders = ({ children }: { children: ReactNode }) => (
  <LinkProvider link={RouterLink}>
    <NuqsAdapter>{children}</NuqsAdapter>
    <Toaster />
  </LinkProvider>
);
