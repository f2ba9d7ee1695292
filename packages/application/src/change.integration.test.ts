import { newId } from '@switchyard/db';
import { createTestDatabase, type TestDatabase } from '@switchyard/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const insert = `INSERT INTO organisation (id, name, slug) VALUES ($1, 'One', $2)`;
const countStatement = 'SELECT count(*)::int AS count FROM organisation';

test('what was sent and failed is the error that is thrown, whatever was asked after it, and nothing is kept', async () => {
  const id = newId();
  const work = database.db.transaction('system', async (tx) => {
    tx.send(insert, [id, 'twice']);
    tx.send(insert, [id, 'twice']);
    await tx.query('SELECT 1');
  });
  await expect(work).rejects.toMatchObject({ code: 'conflict' });
  expect(await database.db.queryOnce('system', countStatement)).toEqual([{ count: 0 }]);
});

test('one statement in a transaction of its own is committed, sees its tenant only, and leaves the connection usable when it fails', async () => {
  const [one, two] = [newId(), newId()];
  await database.db.queryOnce('system', insert, [one, 'one']);
  await database.db.queryOnce('system', insert, [two, 'two']);
  await expect(database.db.queryOnce('system', insert, [two, 'two'])).rejects.toMatchObject({ code: 'conflict' });
  const seen = await database.db.queryOnce({ organisationId: one as never }, 'SELECT id FROM organisation');
  expect(seen).toEqual([{ id: one }]);
});
