import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from '../server/router.ts';

const words = {
  query: 'The server did not answer. It may be starting again, or the connection is gone.',
  mutation:
    'The server did not answer, so this may or may not have been done. Look before you do it again; what you typed is still here.',
} as const;

const isCancelled = ({ cause }: { readonly cause: Error | undefined }): boolean => cause?.name === 'AbortError';

/**
 * What a browser or a proxy says when there is no answer of ours ("Failed to fetch", "Unexpected token '<'") becomes a sentence
 * for people; the cause is kept. Refusals of the server pass as they are.
 */
export const unansweredLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) =>
      next(op).subscribe({
        ...observer,
        error: (error) => {
          if (error.data || isCancelled(error)) observer.error(error);
          else observer.error(new TRPCClientError(words[op.type === 'query' ? 'query' : 'mutation'], { cause: error }));
        },
      }),
    );
