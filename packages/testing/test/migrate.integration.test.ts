import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { diffSchema, migrate, readMigrations } from '@switchyard/db/migrate';
import { createTestDatabase, type TestDatabase } from '@switchyard/testing';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';

const migrateInProcess = fileURLToPath(new URL('./fixtures/migrate-process.ts', import.meta.url));

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase({ migrated: false });
});
afterEach(() => database.drop());

const query = async <Row extends pg.QueryResultRow>(text: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
};

const names = readMigrations().map(({ name }) => name);

test('five processes that migrate at once apply every migration exactly once', async () => {
  const run = promisify(execFile);
  const outputs = await Promise.all(
    Array.from({ length: 5 }, () => run(process.execPath, [migrateInProcess, database.url])),
  );
  const applied = outputs.flatMap(({ stdout }) => JSON.parse(stdout) as string[]);
  expect(applied.sort()).toEqual(names);
  expect(await query('SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1')).toEqual(
    names.map((name) => ({ name })),
  );
});

test('a database that is newer than the code is refused with what to do', async () => {
  await migrate({ url: database.url });
  await query("UPDATE _prisma_migrations SET migration_name = '29990101000000_future'");
  await expect(migrate({ url: database.url })).rejects.toMatchObject({
    code: 'misconfigured',
    message: expect.stringMatching(/newer than this version.*29990101000000_future.*Update Switchyard/),
  });
});

test('an applied migration whose file was edited is refused and named', async () => {
  const migrations = readMigrations();
  await migrate({ url: database.url, migrations });
  const edited = migrations.map((migration) => ({
    ...migration,
    checksum: '0'.repeat(64),
  }));
  await expect(migrate({ url: database.url, migrations: edited })).rejects.toThrow(
    new RegExp(`changed: .*${names[0]}`),
  );
});

test('a migration that fails half-way leaves nothing behind and is named on the next try', async () => {
  const migrations = readMigrations();
  const script = "CREATE TABLE half (id int); DO $$ BEGIN RAISE EXCEPTION 'broken; on purpose'; END $$;";
  const broken = { name: '29990101000000_broken', script, checksum: 'unused' };
  await expect(migrate({ url: database.url, migrations: [...migrations, broken] })).rejects.toThrow(
    /broken; on purpose/,
  );
  expect(await query("SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
  await expect(migrate({ url: database.url, migrations: [...migrations, broken] })).rejects.toThrow(
    /29990101000000_broken failed earlier/,
  );
});

test('wrong addresses, passwords and databases are refused with what to correct', async () => {
  const wrong = (change: (url: URL) => void): string => {
    const url = new URL(database.url);
    change(url);
    return url.toString();
  };
  const cases: [string, RegExp][] = [
    ['mysql://x', /must look like postgresql:/],
    [
      wrong((url) => {
        url.port = '1';
      }),
      /Nothing listens at 127\.0\.0\.1:1\//,
    ],
    [
      wrong((url) => {
        url.password = 'wrong';
      }),
      /refuses the user or password/,
    ],
    [
      wrong((url) => {
        url.pathname = '/absent';
      }),
      /database of .*\/absent does not exist/,
    ],
  ];
  for (const [url, message] of cases)
    await expect(migrate({ url })).rejects.toMatchObject({
      code: 'misconfigured',
      message: expect.stringMatching(message),
    });
});

test('the migrations lead to the Prisma schema, and a difference between them is found', async () => {
  expect(await diffSchema(database.url, readMigrations())).toBe('');
  const extra = {
    name: '29990101000000_extra',
    script: 'ALTER TABLE run ADD COLUMN surplus text;',
    checksum: 'unused',
  };
  expect(await diffSchema(database.url, [...readMigrations(), extra])).toContain('DROP COLUMN "surplus"');
});

test('row-level security binds although the url is a superuser', async () => {
  await migrate({ url: database.url });
  const rows = await database.db.transaction('system', (tx) =>
    tx.query<{ role: string }>('SELECT current_user AS role'),
  );
  expect(rows).toEqual([{ role: 'switchyard_app' }]);
});
