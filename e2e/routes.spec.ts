import { globSync, readFileSync } from 'node:fs';
import { installation } from './support/installation.env.ts';
import { expect, test } from './support/journey.ts';

const app = 'apps/web/src/app';
const nobody = '01890000-0000-7000-8000-000000000000';

interface Door {
  readonly method: 'get' | 'post';
  readonly path: string;
  /** Statuses with which a stranger is turned away. */
  readonly closed: readonly number[];
}

/** Every route handler with how it turns away who has no session. One that is not here fails the test below. */
const handlers: Readonly<Record<string, Door | 'the door itself'>> = {
  'api/audit/export/route.ts': { method: 'post', path: '/api/audit/export', closed: [401] },
  'api/audit/verify/route.ts': { method: 'post', path: '/api/audit/verify', closed: [401] },
  'api/auth/[...nextauth]/route.ts': 'the door itself',
  'api/runs/[id]/events/route.ts': { method: 'get', path: `/api/runs/${nobody}/events`, closed: [401] },
  'api/runs/[id]/values/[hash]/route.ts': {
    method: 'post',
    path: `/api/runs/${nobody}/values/${'0'.repeat(64)}`,
    closed: [401],
  },
  'api/sources/upload/route.ts': { method: 'post', path: '/api/sources/upload', closed: [401] },
  'api/tasks/cases/route.ts': { method: 'post', path: '/api/tasks/cases', closed: [401] },
  // Each procedure is walked with every role in apps/web/test/access-walk.
  'api/trpc/[trpc]/route.ts': { method: 'get', path: '/api/trpc/runs.list?input=%7B%7D', closed: [401] },
};

/** Functions that a browser can call by their number. None so far; one that is added is listed and walked here. */
const serverActions: readonly string[] = [];

const filesOf = (pattern: string): string[] => globSync(pattern, { cwd: 'apps/web/src' }).toSorted();

test('every route handler is in the table, and the table names none that is gone', () => {
  const found = globSync('**/route.{ts,tsx}', { cwd: app }).toSorted();
  expect(found).toEqual(Object.keys(handlers).toSorted());
});

test('there is no server action that is not listed', () => {
  const found = filesOf('**/*.{ts,tsx}').filter((file) =>
    /^\s*(['"])use server\1/m.test(readFileSync(`apps/web/src/${file}`, 'utf8')),
  );
  expect(found).toEqual(serverActions);
});

for (const [file, door] of Object.entries(handlers)) {
  if (door === 'the door itself') continue;
  const { method, path, closed } = door;

  test(`${file} is closed without a session`, async ({ request }) => {
    const headers = { origin: installation.webUrl };
    const multipart = { file: { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('a\n1\n') }, slug: 'vendors' };
    const response =
      method === 'get'
        ? await request.get(path, { maxRedirects: 0 })
        : await request.post(path, { headers, multipart, maxRedirects: 0 });
    expect(closed).toContain(response.status());
    expect(await response.text()).not.toContain('V-1001');
  });

  if (method === 'post') {
    test(`${file} takes nothing from the page of another site, also with a session`, async ({ as }) => {
      const admin = await as('admin');
      const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
      const response = await admin.request.post(path, { headers, multipart: { format: 'jsonl' } });
      expect(response.status()).toBe(403);
    });
  }
}

test('a change through tRPC from the page of another site is refused, also with a session', async ({ as }) => {
  const admin = await as('admin');
  const response = await admin.request.post('/api/trpc/sessions.revokeOthers', {
    headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    data: {},
  });
  expect(response.status()).toBe(403);
});
