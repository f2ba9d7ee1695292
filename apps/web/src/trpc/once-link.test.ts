import { createTRPCClient, TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { expect, test } from 'vitest';
import type { AppRouter } from '../server/router.ts';
import { onceLink } from './once-link.ts';

interface Asked {
  readonly path: string;
  readonly answer: (data: unknown) => void;
  readonly refuse: () => void;
}

/** A client whose server answers when the test says so. */
const clientOf = () => {
  const asked: Asked[] = [];
  const server: TRPCLink<AppRouter> =
    () =>
    ({ op }) =>
      observable((observer) => {
        asked.push({
          path: op.path,
          answer: (data) => {
            observer.next({ result: { type: 'data', data } });
            observer.complete();
          },
          refuse: () => observer.error(TRPCClientError.from(new Error('refused'))),
        });
      });
  return { asked, client: createTRPCClient<AppRouter>({ links: [onceLink, server] }) };
};

const spec = { name: 'All', scope: 'organisation', period: 'month', capMicroUsd: 1 } as const;

test('a change asked for twice before it is answered is asked for once, and both hear the answer', async () => {
  const { asked, client } = clientOf();
  const both = [client.budgets.create.mutate({ spec }), client.budgets.create.mutate({ spec })];
  expect(asked).toHaveLength(1);
  asked[0]?.answer({ id: 'b', revision: 1 });
  expect(await Promise.all(both)).toEqual([
    { id: 'b', revision: 1 },
    { id: 'b', revision: 1 },
  ]);
});

test('once it is answered, or refused, the same change is another one', async () => {
  const { asked, client } = clientOf();
  const first = client.budgets.create.mutate({ spec });
  asked[0]?.answer({ id: 'b', revision: 1 });
  await first;
  const second = client.budgets.create.mutate({ spec });
  asked[1]?.refuse();
  await expect(second).rejects.toThrow('refused');
  void client.budgets.create.mutate({ spec });
  expect(asked).toHaveLength(3);
});

test('changes of different things, and questions, never wait for each other', () => {
  const { asked, client } = clientOf();
  void client.budgets.create.mutate({ spec });
  void client.budgets.create.mutate({ spec: { ...spec, name: 'Other' } });
  void client.budgets.list.query();
  void client.budgets.list.query();
  expect(asked.map(({ path }) => path)).toEqual(['budgets.create', 'budgets.create', 'budgets.list', 'budgets.list']);
});
