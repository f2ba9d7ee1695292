import { createTestDatabase, type TestDatabase } from '@switchyard/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('every table of a tenant is under row-level security and has the statistic that tells the planner what it keeps', async () => {
  const bare = await database.db.queryOnce<{ name: string }>(
    'system',
    `SELECT c.table_name AS name FROM information_schema.columns c JOIN pg_class t ON t.oid = c.table_name::regclass
     WHERE c.table_schema = 'public' AND c.column_name = 'organisation_id'
       AND NOT (t.relforcerowsecurity AND EXISTS (
         SELECT 1 FROM pg_statistic_ext s WHERE s.stxrelid = t.oid AND s.stxname = 'tenant_of_' || c.table_name))`,
  );
  expect(bare).toEqual([]);
});
