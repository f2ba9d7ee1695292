import { newId } from '@switchyard/db';
import { createTestDatabase, type TestDatabase } from '@switchyard/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 2 });
});
afterAll(() => database.drop());

const insert = 'INSERT INTO organisation (id, slug, name) VALUES ($1, $2, $3)';

const count = (slug: string): Promise<number> =>
  database.db.transaction('system', async (tx) => {
    const rows = await tx.query('SELECT 1 FROM organisation WHERE slug = $1', [slug]);
    return rows.length;
  });

test('what is sent is committed with what was awaited, in the order it was given', async () => {
  await database.db.transaction('system', async (tx) => {
    const id = newId();
    await tx.execute(insert, [id, 'first', 'First']);
    tx.send('UPDATE organisation SET slug = $2 WHERE id = $1', [id, 'second']);
    tx.send('UPDATE organisation SET name = slug WHERE id = $1', [id]);
  });
  const [row] = await database.db.transaction('system', (tx) =>
    tx.query<{ name: string }>('SELECT name FROM organisation WHERE slug = $1', ['second']),
  );
  expect(row?.name).toBe('second');
});

test('a sent write that fails takes the whole transaction with it and throws its own error', async () => {
  const slug = `taken-${newId()}`;
  const attempt = database.db.transaction('system', async (tx) => {
    await tx.execute(insert, [newId(), slug, 'One']);
    tx.send(insert, [newId(), slug, 'Two']);
    tx.send(insert, [newId(), `${slug}-three`, 'Three']);
    return 'done';
  });
  await expect(attempt).rejects.toMatchObject({ code: 'conflict' });
  expect(await count(slug)).toBe(0);
  expect(await count(`${slug}-three`)).toBe(0);
});

test('a connection serves the next transaction, and the same statements, after one failed in flight', async () => {
  const fail = () =>
    database.db.transaction('system', async (tx) => {
      tx.send('SELECT 1 / $1::int', [0]);
      tx.send('SELECT $1::text', ['never planned before']);
    });
  for (let round = 0; round < 4; round += 1) await expect(fail()).rejects.toThrow();
  const rows = await database.db.transaction('system', (tx) =>
    tx.query<{ text: string }>('SELECT $1::text', ['never planned before']),
  );
  expect(rows).toHaveLength(1);
});

test('what is sent sees the tenant of its transaction only', async () => {
  const [mine, theirs] = [newId<never>(), newId<never>()];
  const slug = `mine-${mine}`;
  await database.db.transaction('system', async (tx) => {
    tx.send(insert, [mine, slug, 'Mine']);
    tx.send(insert, [theirs, `theirs-${theirs}`, 'Theirs']);
  });
  await database.db.transaction({ organisationId: mine }, async (tx) => {
    tx.send('UPDATE organisation SET name = $1', ['touched']);
  });
  const rows = await database.db.transaction('system', (tx) =>
    tx.query<{ slug: string }>("SELECT slug FROM organisation WHERE name = 'touched'"),
  );
  expect(rows).toEqual([{ slug }]);
});
