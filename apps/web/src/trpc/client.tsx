'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { type ReactNode, useState } from 'react';
import type { AppRouter } from '../server/router.ts';
import { onceLink } from './once-link.ts';
import { createQueryClient } from './query-client.ts';
import { noticeSignedOut } from './signed-out.ts';
import { unansweredLink } from './unanswered-link.ts';

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** Gives every client component `useTRPC()` and one query cache. */
export const ApiProvider = ({ children }: { children: ReactNode }) => {
  const [queryClient] = useState(() => createQueryClient(noticeSignedOut));
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({ links: [onceLink, unansweredLink, httpBatchLink({ url: '/api/trpc' })] }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
};
