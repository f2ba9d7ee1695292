import type { TRPCLink } from '@trpc/client';
import { share, tap } from '@trpc/server/observable';
import type { AppRouter } from '../server/router.ts';

type Answer = ReturnType<ReturnType<TRPCLink<AppRouter>>>;

/**
 * The same change asked for again before the first is answered is one request with one answer: the second half of a double
 * click and a second Enter arrive before any button has shown that something is under way.
 */
export const onceLink: TRPCLink<AppRouter> = () => {
  const underWay = new Map<string, Answer>();
  return ({ op, next }) => {
    if (op.type !== 'mutation') return next(op);
    const key = JSON.stringify([op.path, op.input]);
    const forget = () => underWay.delete(key);
    const answer = underWay.get(key) ?? next(op).pipe(tap({ next: forget, error: forget }), share());
    underWay.set(key, answer);
    return answer;
  };
};
