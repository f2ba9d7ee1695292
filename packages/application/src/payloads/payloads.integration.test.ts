import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiskPayloads, createS3Payloads, type PayloadStore, payloadHash } from '@switchyard/connectors';
import { newId } from '@switchyard/db';
import { isDomainError, type JsonValue, type OrganisationId } from '@switchyard/domain';
import { type S3Double, startS3Double } from '@switchyard/testing/s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrganisation, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import type { App } from '../app.ts';
import { collectPayloads } from './collect-payloads.ts';
import { packLarge } from './pack-large.ts';
import { graceMs } from './payloads.ts';
import { unpackForRun, unpackLarge } from './unpack-large.ts';

const credentials = { accessKeyId: 'SWITCHYARD', secretAccessKey: 'secret', region: 'us-east-1', bucket: 'payloads' };

let directory: string;
let s3: S3Double;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'switchyard-payloads-'));
  s3 = await startS3Double(credentials);
});
afterAll(async () => {
  await s3.stop();
  await rm(directory, { recursive: true, force: true });
});

const stores: readonly [string, () => PayloadStore][] = [
  ['a folder', () => createDiskPayloads(directory)],
  [
    'a bucket',
    () => createS3Payloads({ ...credentials, endpoint: s3.endpoint, isPathStyle: true, retryDelaysMs: [0] }),
  ],
];

const someText = (bytes = 100_000): string => randomBytes(bytes / 2).toString('hex');

describe.each(stores)('large values in %s', (_, openStore) => {
  let fixture: TestApp;
  let app: App;
  let organisationId: OrganisationId;
  beforeAll(async () => {
    fixture = await createTestApp({ payloadStore: openStore() });
    app = fixture.app;
    organisationId = await createOrganisation(app);
  });
  afterAll(() => fixture.close());

  /** A run row as a transition writes it: values packed, referred to and committed under the run's lock. */
  const writeRun = async (values: { input: JsonValue; variables?: JsonValue }, runId = newId(), by = app) => {
    await by.db.transaction({ organisationId }, async (tx) => {
      await tx.query('SELECT 1 FROM run WHERE id = $1 FOR UPDATE', [runId]);
      const { input, variables = {} } = values;
      const formOf = await packLarge(by, { organisationId, run: { tx, id: runId } }, [input, variables]);
      await tx.execute(
        `INSERT INTO run (id, organisation_id, workflow_id, version_id, status, state, input, variables, trigger, started_by_kind)
         VALUES ($1, $2, $1, $1, 'running', '{}', $3, $4, 'api', 'system')
         ON CONFLICT (id) DO UPDATE SET input = EXCLUDED.input, variables = EXCLUDED.variables`,
        [runId, organisationId, JSON.stringify(formOf(input)), JSON.stringify(formOf(variables))],
      );
    });
    return runId;
  };

  const readColumn = async (runId: string, column: 'input' | 'variables' = 'input'): Promise<JsonValue> => {
    const [row] = await app.db.transaction({ organisationId }, (tx) =>
      tx.query<{ stored: JsonValue }>(`SELECT ${column} AS stored FROM run WHERE id = $1`, [runId]),
    );
    return row?.stored ?? null;
  };

  const readBack = async (runId: string, column: 'input' | 'variables' = 'input') =>
    unpackLarge(app, organisationId, await readColumn(runId, column));

  const countPayloads = () =>
    app.db.transaction({ organisationId }, async (tx) => {
      const rows = await tx.query('SELECT 1 FROM payload WHERE organisation_id = $1', [organisationId]);
      return rows.length;
    });

  /** Another process whose clock says that everything may be collected. */
  const hurried = (): App => ({ ...app, now: () => new Date(app.now().getTime() + 2 * graceMs) });

  const collectAll = async (by = hurried()) => {
    while ((await collectPayloads(by)) > 0);
  };

  test('a document under different names and beside other values is one payload', async () => {
    const document = someText(5_000_000);
    const before = await countPayloads();
    const first = await writeRun({ input: { document, n: 1 }, variables: { copy: document } });
    const second = await writeRun({ input: { again: document, n: 2 } });
    expect(await countPayloads()).toBe(before + 1);
    expect(JSON.stringify(await readColumn(first)).length).toBeLessThan(500);
    expect(await readBack(first)).toEqual({ document, n: 1 });
    expect(await readBack(first, 'variables')).toEqual({ copy: document });
    expect(await readBack(second)).toEqual({ again: document, n: 2 });
  });

  test('values of every shape come back as they were', async () => {
    for (const input of [
      someText(),
      Array.from({ length: 20_000 }, (_each, index) => ({ index })),
      Object.fromEntries(Array.from({ length: 5000 }, (_each, index) => [`key ${index}`, 'a short text'])),
      { deep: { er: [someText()] }, empty: {}, none: null, ünïcode: '€'.repeat(30_000) },
      JSON.parse(`{"__proto__": "${someText()}", "a": 1}`) as JsonValue,
    ]) {
      const runId = await writeRun({ input });
      expect(JSON.stringify(await readColumn(runId)).length).toBeLessThan(70_000);
      expect(await readBack(runId)).toEqual(input);
    }
  });

  test('data that looks like a reference is data, also when it names a payload that exists', async () => {
    const runId = await writeRun({ input: { secret: someText() } });
    const reference = await readColumn(runId);
    for (const forged of [
      reference,
      { $plain: reference },
      { $plain: 1 },
      { $payload: { hash: 'f'.repeat(64), bytes: 1, start: '' } },
    ]) {
      expect(await readBack(await writeRun({ input: forged }))).toEqual(forged);
    }
  });

  test('what another organisation stored cannot be read by its hash', async () => {
    const reference = await readColumn(await writeRun({ input: { secret: someText() } }));
    const stranger = await createOrganisation(app);
    await expect(unpackLarge(app, stranger, reference)).rejects.toMatchObject({ code: 'payload_lost' });
  });

  test('a value that came from the store and is written again unchanged is not sent again', async () => {
    const runId = await writeRun({ input: {}, variables: { document: someText() } });
    const variables = await readBack(runId, 'variables');
    const requests = s3.requests.length;
    await writeRun({ input: {}, variables }, runId);
    expect(s3.requests.length).toBe(requests);
    expect(await readBack(runId, 'variables')).toEqual(variables);
  });

  test('small values cost no statement', async () => {
    const refused = { ...app, payloads: null, db: null as never };
    const values = [{ a: 1 }, 'text', null, [1, 2]];
    const formOf = await packLarge(refused, { organisationId }, values);
    expect(values.map(formOf)).toEqual(values);
  });

  test('lost content fails whoever looks into it, with what to do, and nobody else', async () => {
    const document = { pages: [someText()] };
    const runId = await writeRun({ input: { document, n: 1 } });
    const stored = await readColumn(runId);
    const { hash } = JSON.parse(JSON.stringify(stored)).$payload.fields.document;
    await app.payloads?.store.remove({ organisationId, hash });
    await expect(unpackLarge(app, organisationId, stored)).rejects.toMatchObject({ code: 'payload_lost' });
    const input = await unpackForRun(app, organisationId, stored);
    const { document: gone, n } = input as { document: { pages: string[] }; n: number };
    expect(n).toBe(1);
    expect(() => gone.pages).toThrow(new RegExp(`payload ${hash} is missing .+Restore`));
    // Passed on under another name it is still the same reference.
    const passedOn = { ...(input as object), n: 2, other: gone };
    const next = await writeRun({ input: passedOn as never });
    expect(await readColumn(next)).toEqual({
      $payload: {
        fields: { document: expect.objectContaining({ hash }), other: expect.objectContaining({ hash }) },
        rest: { n: 2 },
      },
    });
  });

  describe('collection', () => {
    test('leaves what a run refers to and removes it when the run does not any more', async () => {
      await collectAll();
      const before = await countPayloads();
      const document = someText();
      const runId = await writeRun({ input: {}, variables: { document } });
      await collectAll();
      expect(await readBack(runId, 'variables')).toEqual({ document });
      await writeRun({ input: {}, variables: {} }, runId);
      // What is in use was postponed by a day.
      const tomorrow = { ...app, now: () => new Date(app.now().getTime() + 48 * graceMs) };
      await collectAll(tomorrow);
      expect(await countPayloads()).toBe(before);
    });

    test('removes what was stored for a transaction that was rolled back, after the grace time and not before', async () => {
      const before = await countPayloads();
      const value = { document: someText() };
      await packLarge(app, { organisationId }, [value]);
      await collectPayloads(app);
      expect(await countPayloads()).toBe(before + 1);
      await collectAll();
      expect(await countPayloads()).toBe(before);
    });

    test('what was collected between storing and referring is stored again', async () => {
      const document = someText();
      const value = { document };
      await packLarge(app, { organisationId }, [value]);
      await collectAll();
      expect(await readBack(await writeRun({ input: value }))).toEqual({ document });
    });

    test('killed between removing the content and forgetting it, the next to store it writes it again', async () => {
      const value = { document: someText() };
      const formOf = await packLarge(app, { organisationId }, [value]);
      const { hash } = JSON.parse(JSON.stringify(formOf(value))).$payload.fields.document;
      await app.payloads?.store.remove({ organisationId, hash });
      const runId = await writeRun({ input: { ...value } });
      expect(await readBack(runId)).toEqual(value);
    });

    test('waits for nobody and takes nothing that an open transaction refers to', async () => {
      const value = { document: someText() };
      const runId = newId();
      await app.db.transaction({ organisationId }, async (tx) => {
        const formOf = await packLarge(app, { organisationId, run: { tx, id: runId } }, [value]);
        await collectAll();
        await tx.execute(
          `INSERT INTO run (id, organisation_id, workflow_id, version_id, status, state, input, trigger, started_by_kind)
           VALUES ($1, $2, $1, $1, 'running', '{}', $3, 'api', 'system')`,
          [runId, organisationId, JSON.stringify(formOf(value))],
        );
      });
      await collectAll();
      expect(await readBack(runId)).toEqual(value);
    });

    test('whoever stores content that is being removed waits, then writes it again', async () => {
      const value = { document: someText() };
      await packLarge(app, { organisationId }, [{ ...value }]);
      const removing = Promise.withResolvers<void>();
      const mayRemove = Promise.withResolvers<void>();
      const slow = hurried();
      const { store, db } = slow.payloads ?? unset();
      const hash = payloadHash(Buffer.from(JSON.stringify(value.document)));
      const remove: PayloadStore['remove'] = async (key) => {
        if (key.hash === hash) {
          removing.resolve();
          await mayRemove.promise;
        }
        await store.remove(key);
      };
      const collected = collectPayloads({ ...slow, payloads: { db, store: { ...store, remove } } });
      await removing.promise;
      let isWritten = false;
      const written = writeRun({ input: value }).finally(() => {
        isWritten = true;
      });
      while (!isWritten && !(await isSomebodyWaiting()));
      mayRemove.resolve();
      const [runId] = await Promise.all([written, collected]);
      expect(await readBack(runId)).toEqual(value);
    });

    test('whoever found content that was removed since, and that another writes anew, writes it too', async () => {
      const value = { document: someText() };
      await packLarge(app, { organisationId }, [{ ...value }]);
      /** Another process in which putting is held up before or after it is done. */
      const heldUp = (when: 'before' | 'after') => {
        const reached = Promise.withResolvers<void>();
        const mayGoOn = Promise.withResolvers<void>();
        const { store, db } = app.payloads ?? unset();
        const put: PayloadStore['put'] = async (...args) => {
          if (when === 'after') await store.put(...args);
          reached.resolve();
          await mayGoOn.promise;
          if (when === 'before') await store.put(...args);
        };
        return { by: { ...app, payloads: { db, store: { ...store, put } } }, reached, mayGoOn };
      };
      const finder = heldUp('after');
      const found = writeRun({ input: { ...value } }, newId(), finder.by);
      await finder.reached.promise;
      await collectAll();
      const writer = heldUp('before');
      const written = writeRun({ input: { ...value } }, newId(), writer.by);
      await writer.reached.promise;
      // From now on it puts as everybody does.
      finder.by.payloads.store = (app.payloads ?? unset()).store;
      finder.mayGoOn.resolve();
      await found;
      const hash = payloadHash(Buffer.from(JSON.stringify(value.document)));
      await (app.payloads ?? unset()).store.get({ organisationId, hash });
      writer.mayGoOn.resolve();
      expect(await readBack(await written)).toEqual(value);
    });

    test('never removes what is referred to, in a race of eight writers and three collectors', async () => {
      const documents = Array.from({ length: 4 }, () => someText(70_000));
      let isWriting = true;
      const collectors = Array.from({ length: 3 }, async () => {
        while (isWriting) await collectPayloads(hurried());
      });
      const writers = Array.from({ length: 8 }, async (_each, writer) => {
        for (let round = 0; round < 12; round += 1) {
          const document = documents[(writer + round) % documents.length] ?? '';
          const runId = await untilStored(() => writeRun({ input: { document, writer, round } }));
          // Straight from the store, at once: a cache, or another writer of the same, would hide that content was gone.
          await app.payloads?.store.get({ organisationId, hash: payloadHash(Buffer.from(JSON.stringify(document))) });
          await writeRun({ input: {} }, runId);
          const outcome = await app.db
            .transaction({ organisationId }, async (tx) => {
              await packLarge(app, { organisationId, run: { tx, id: newId() } }, [{ document }]);
              throw new Error('rolled back');
            })
            .catch((thrown: Error) => thrown.message);
          expect(outcome).toMatch(/rolled back|Try again/);
        }
      });
      await Promise.all(writers).finally(() => {
        isWriting = false;
      });
      await Promise.all(collectors);
    });
  });

  const unset = (): never => {
    throw new Error('no payload store');
  };

  /** Collectors in such a hurry may win twice in a row; then the writer is told to try again. */
  const untilStored = (write: () => Promise<string>): Promise<string> =>
    write().catch((thrown: unknown) => {
      if (isDomainError(thrown) && thrown.code === 'unavailable' && thrown.retryable) return untilStored(write);
      throw thrown;
    });

  const isSomebodyWaiting = async (): Promise<boolean> => {
    const rows = await app.db.transaction('system', (tx) =>
      tx.query(
        `SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()`,
      ),
    );
    return rows.length > 0;
  };
});
