import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { expect, test } from 'vitest';
import type { AppRouter } from '../server/router.ts';
import { unansweredLink } from './unanswered-link.ts';

/** A client whose server, or what stands before it, answers like this. */
const clientOf = (answer: () => Response) =>
  createTRPCClient<AppRouter>({
    links: [
      unansweredLink,
      httpBatchLink({ url: 'http://127.0.0.1/api/trpc', fetch: async () => answer(), methodOverride: 'POST' }),
    ],
  });

const spec = { name: 'All', scope: 'organisation', period: 'month', capMicroUsd: 1 } as const;
const isGone = () => {
  throw new TypeError('Failed to fetch');
};

test('no answer is told in words: of a question, that it may be asked again; of a change, that it may have been done', async () => {
  const client = clientOf(isGone);
  const asked = client.budgets.list.query();
  await expect(asked).rejects.toThrow('The server did not answer. It may be starting again');
  await expect(asked).rejects.toMatchObject({ cause: { message: 'Failed to fetch' } });
  await expect(client.budgets.create.mutate({ spec })).rejects.toThrow('may or may not have been done');
});

test('a page of a proxy is no answer', async () => {
  const client = clientOf(() => new Response('<html>502 Bad Gateway</html>', { status: 502 }));
  await expect(client.budgets.list.query()).rejects.toThrow('The server did not answer');
});

test('what the server itself says stays as it is', async () => {
  const refusal = { error: { message: 'No such budget', code: -32004, data: { code: 'NOT_FOUND', httpStatus: 404 } } };
  const client = clientOf(() => Response.json([refusal], { status: 404 }));
  await expect(client.budgets.list.query()).rejects.toThrow('No such budget');
});
