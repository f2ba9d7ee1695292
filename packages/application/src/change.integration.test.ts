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

test('what is only sent is written whole or not at all, sees its tenant only, and leaves the connection usable', async () => {
  const [mine, other] = [newId(), newId()];
  const insertMember = 'INSERT INTO app_user (id, organisation_id, email, name) VALUES ($1, $2, $3, $3)';
  const add = (organisationId: string, ...members: string[]) =>
    database.db.transaction({ organisationId: mine as never }, async (tx) => {
      for (const member of members) tx.send(insertMember, [newId(), organisationId, member]);
    });
  await database.db.transaction('system', async (tx) => {
    for (const id of [mine, other]) tx.send(insert, [id, id]);
  });
  await expect(add(mine, `${mine}-first`, `${mine}-twice`, `${mine}-twice`)).rejects.toMatchObject({
    code: 'conflict',
  });
  await expect(add(other, `${mine}-strange`)).rejects.toThrow('row-level security');
  await add(mine, `${mine}-second`, `${mine}-third`);
  const members = 'SELECT email FROM app_user WHERE organisation_id = ANY($1::uuid[]) ORDER BY email';
  expect(await database.db.queryOnce('system', members, [[mine, other]])).toEqual([
    { email: `${mine}-second` },
    { email: `${mine}-third` },
  ]);
});

test('one statement in a transaction of its own is committed, sees its tenant only, and leaves the connection usable when it fails', async () => {
  const [one, two] = [newId(), newId()];
  await database.db.queryOnce('system', insert, [one, 'one']);
  await database.db.queryOnce('system', insert, [two, 'two']);
  await expect(database.db.queryOnce('system', insert, [two, 'two'])).rejects.toMatchObject({ code: 'conflict' });
  const seen = await database.db.queryOnce({ organisationId: one as never }, 'SELECT id FROM organisation');
  expect(seen).toEqual([{ id: one }]);
});

test('values of every type arrive as they are, in rows and in lists, on a new connection and on one that knows the statement', async () => {
  const sql = `SELECT $1::text AS text, $2::int AS number, $3::boolean AS flag, $4::timestamptz AS at, $5::bytea AS bytes,
                      $6::text[] AS texts, $7::bytea[] AS parts, $8::jsonb AS json, $9::bigint AS big, $10::text AS nothing`;
  const at = new Date('2026-11-21T10:00:00.123Z');
  const texts = ['plain', 'with "quotes", \\ and {braces}', '', 'NULL'];
  const values = ['é', 7, false, at, Buffer.from([0, 255]), texts, [Buffer.from([1, 0])], '{"a":[1]}', 2n ** 40n, null];
  const expected = {
    text: 'é',
    number: 7,
    flag: false,
    at,
    bytes: Buffer.from([0, 255]),
    texts,
    parts: [Buffer.from([1, 0])],
    json: { a: [1] },
    big: 2 ** 40,
    nothing: null,
  };
  for (let times = 0; times < 3; times += 1) {
    expect(await database.db.queryOnce('system', sql, values)).toEqual([expected]);
  }
});

test('a change that was rolled back is not taken for a committed one, though nobody looked at the error', async () => {
  const id = newId();
  await database.db.queryOnce('system', insert, [newId(), 'taken']);
  const work = database.db.transaction('system', async (tx) => {
    await tx.execute(insert, [id, 'kept?']);
    await tx.execute(insert, [newId(), 'taken']).catch(() => undefined);
  });
  await expect(work).rejects.toMatchObject({ code: 'conflict' });
  expect(await database.db.queryOnce('system', 'SELECT 1 FROM organisation WHERE id = $1', [id])).toEqual([]);
});

test('what was sent is there for whatever is asked after it, and statements asked together answer in their order', async () => {
  const ids = [newId(), newId()];
  const seen = await database.db.transaction('system', async (tx) => {
    tx.send(insert, [ids[0], 'sent-0']);
    const first = tx.query('SELECT slug FROM organisation WHERE id = ANY($1::uuid[])', [ids]);
    tx.send(insert, [ids[1], 'sent-1']);
    const second = tx.query('SELECT slug FROM organisation WHERE id = ANY($1::uuid[]) ORDER BY slug', [ids]);
    return Promise.all([first, second]);
  });
  expect(seen).toEqual([[{ slug: 'sent-0' }], [{ slug: 'sent-0' }, { slug: 'sent-1' }]]);
});

test('a statement that failed when it was first sent can be sent again on the same connection', async () => {
  const sql = 'SELECT 100 / $1::int AS share';
  await expect(database.db.queryOnce('system', sql, [0])).rejects.toThrow('division by zero');
  expect(await database.db.queryOnce('system', sql, [4])).toEqual([{ share: 25 }]);
});

test('what the typed client does and what is sent beside it happen in their order, and go together', async () => {
  const id = newId();
  const write = (fails: boolean) =>
    database.db.prismaTransaction('system', async (tx) => {
      tx.send(insert, [id, 'typed']);
      const found = await tx.prisma.organisation.findFirst({ where: { id } });
      if (fails) throw new Error('Changed my mind.');
      return found?.slug;
    });
  await expect(write(true)).rejects.toThrow('Changed my mind.');
  expect(await write(false)).toBe('typed');
});
