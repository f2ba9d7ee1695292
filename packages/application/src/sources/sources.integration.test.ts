import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '@switchyard/db';
import { isDomainError, type OrganisationId, type StepId, type UserActor } from '@switchyard/domain';
import { createTestDatabase, type TestDatabase } from '@switchyard/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import type { App } from '../app.ts';
import { archiveSource } from './archive-source.ts';
import { getSource } from './get-source.ts';
import { listSources } from './list-sources.ts';
import { previewSource } from './preview-source.ts';
import { readSourceForStep, recordStepSources } from './read-source-for-step.ts';
import { refreshSource } from './refresh-source.ts';
import { type RegisterSourceInput, registerSource } from './register-source.ts';
import { updateSource } from './update-source.ts';
import { uploadSourceContent } from './upload-source-content.ts';

let fixture: TestApp;
let app: App;
let other: TestDatabase;
let otherHost: string;
let organisationId: OrganisationId;
let ana: UserActor;
let server: Server;
let url: string;
let reply: { status: number; body: string };
let calls: { authorization: string | undefined }[];

beforeAll(async () => {
  server = createServer((request, response) => {
    calls.push({ authorization: request.headers.authorization });
    response.writeHead(reply.status, { 'content-type': 'application/json' });
    response.end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/vendors`;
  other = await createTestDatabase({ migrated: false });
  otherHost = new URL(other.url).host;
  await other.db.transaction('system', async (tx) => {
    await tx.execute('RESET ROLE');
    await tx.execute('CREATE TABLE "Vendor list" (id int, name text, since date)');
    await tx.execute(`INSERT INTO "Vendor list" VALUES (2, 'Beta', '2020-01-02'), (1, 'Acme', '2019-01-02')`);
  });
  const allowedHosts = [`127.0.0.1:${port}`, otherHost];
  fixture = await createTestApp({ allowedHosts });
  app = fixture.app;
});
afterAll(async () => {
  server.close();
  await other.drop();
  await fixture.close();
});
beforeEach(async () => {
  organisationId = await createOrganisation(app);
  ana = await createPerson(app, organisationId, { roles: ['process_owner'], name: 'Ana' });
  reply = { status: 200, body: JSON.stringify({ data: [{ id: 1, name: 'Acme' }] }) };
  calls = [];
});

const file = (text: string, name = 'vendors.csv') => ({ name, bytes: new TextEncoder().encode(text) });

type SpecInput = RegisterSourceInput['spec'];
const spec = (changes: Partial<SpecInput> = {}): SpecInput => ({
  slug: 'vendors',
  name: 'Vendors',
  authority: 'authoritative',
  dataClass: 'internal',
  config: { kind: 'upload', format: 'csv' },
  ...changes,
});
const httpSpec = (changes: Partial<SpecInput> = {}): SpecInput =>
  spec({ config: { kind: 'http', url, rowsPath: 'data' }, freshnessLimitMinutes: 60, ...changes });

const failureOf = async (work: Promise<unknown>): Promise<string> => {
  const thrown = await work.then(
    () => new Error('it went through'),
    (error: unknown) => error,
  );
  return isDomainError(thrown) ? `${thrown.code}: ${thrown.message}` : String(thrown);
};
const read = (slug = 'vendors', of = organisationId) => readSourceForStep(app, { organisationId: of, slug });

describe('an uploaded source', () => {
  test('is registered with its first version, fields and owner, each audited', async () => {
    await registerSource(app, ana, { spec: spec() }, file('id,name\n001,Acme\n'));
    const source = await getSource(app, ana, { slug: 'vendors' });
    expect(source).toMatchObject({ ownerName: 'Ana', versionNumber: 1, rowCount: 1, isStale: false });
    expect(source.fields.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'text'],
      ['name', 'text'],
    ]);
    expect((await previewSource(app, ana, { slug: 'vendors' })).rows).toEqual([{ id: '001', name: 'Acme' }]);
    expect(await listAuditTypes(app, organisationId)).toEqual(['source.registered', 'source.version-recorded']);
  });

  test('gets no new version from the same content, and a new one from changed content', async () => {
    await registerSource(app, ana, { spec: spec() }, file('id,name\n1,Acme\n'));
    const same = await uploadSourceContent(app, ana, { slug: 'vendors' }, file('id,name\n1,Acme\n'));
    expect(same).toMatchObject({ number: 1, isNew: false });
    const next = await uploadSourceContent(app, ana, { slug: 'vendors' }, file('id,name\n1,Beta\n'));
    expect(next).toMatchObject({ number: 2, isNew: true });
  });

  test('uploads at the same time give each version one number', async () => {
    await registerSource(app, ana, { spec: spec() }, file('id\n0\n'));
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        uploadSourceContent(app, ana, { slug: 'vendors' }, file(`id\n${index + 1}\n`)),
      ),
    );
    expect(all.map(({ number }) => number).sort()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test.each([
    ['a binary file', file('id\0name'), 'binary'],
    ['JSON declared as CSV', file('[{"id": 1}]'), 'this is JSON'],
    ['a web page', file('<!DOCTYPE html><p>no</p>'), 'web page'],
    ['a line with too many values', file('id,name\n1,Acme,3\n'), 'line 2 has 3 values'],
    ['an empty file', file('\n'), 'empty'],
    ['an open quote', file('id,name\n1,"Acme\n'), 'line'],
    ['another encoding', { name: 'v.csv', bytes: new Uint8Array([0x69, 0x64, 0xff, 0xfe]) }, 'UTF-8'],
  ])('refuses %s and registers nothing', async (_name, bad, message) => {
    expect(await failureOf(registerSource(app, ana, { spec: spec() }, bad))).toContain(message);
    expect((await listSources(app, ana)).items).toEqual([]);
    expect(await listAuditTypes(app, organisationId)).toEqual([]);
  });

  test('refuses a file over 20 MB', async () => {
    const bytes = new Uint8Array(20_000_001).fill(0x61);
    expect(await failureOf(registerSource(app, ana, { spec: spec() }, { name: 'big.csv', bytes }))).toContain(
      'too_large',
    );
  });

  test('refuses a newer file that lost a described field', async () => {
    await registerSource(app, ana, { spec: spec() }, file('id,name\n1,Acme\n'));
    const failure = await failureOf(uploadSourceContent(app, ana, { slug: 'vendors' }, file('id\n1\n')));
    expect(failure).toContain('has no field “name”');
    expect((await getSource(app, ana, { slug: 'vendors' })).versionNumber).toBe(1);
  });

  test('gives typed values where its fields say so, and refuses values that are not', async () => {
    const fields = [{ name: 'amount', type: 'number' as const }];
    await registerSource(app, ana, { spec: spec({ fields }) }, file('amount\n12.5\n'));
    expect((await read()).data).toEqual([{ amount: 12.5 }]);
    const failure = await failureOf(uploadSourceContent(app, ana, { slug: 'vendors' }, file('amount\ntwelve\n')));
    expect(failure).toContain('row 1, “amount” should be a number');
  });

  test('is not read past its limit: the message names source, age and limit', async () => {
    await registerSource(app, ana, { spec: spec({ freshnessLimitMinutes: 60 }) }, file('id\n1\n'));
    expect((await read()).data).toEqual([{ id: '1' }]);
    fixture.advance(3 * 3_600_000);
    expect(await failureOf(read())).toBe(
      'source_unavailable: The source “Vendors” (vendors) is stale: 3 h old, limit 1 h. Upload a newer file.',
    );
    await uploadSourceContent(app, ana, { slug: 'vendors' }, file('id\n1\n'));
    expect((await read()).isStale).toBe(false);
  });
});

describe('an http source', () => {
  test('is read again by a step once it is stale, and once for many steps', async () => {
    await registerSource(app, ana, { spec: httpSpec() });
    await read();
    expect(calls).toHaveLength(1);
    fixture.advance(2 * 3_600_000);
    reply.body = JSON.stringify({ data: [{ id: 1, name: 'Acme Ltd' }] });
    const readings = await Promise.all([read(), read(), read(), read()]);
    expect(calls).toHaveLength(2);
    for (const { data } of readings) expect(data).toEqual([{ id: 1, name: 'Acme Ltd' }]);
    expect((await getSource(app, ana, { slug: 'vendors' })).versionNumber).toBe(2);
  });

  test('that is down and stale fails the step, keeps its version and its error, and recovers', async () => {
    await registerSource(app, ana, { spec: httpSpec() });
    reply = { status: 503, body: '{}' };
    expect(await failureOf(refreshSource(app, ana, { slug: 'vendors' }))).toContain('answered 503');
    expect((await read()).data).toEqual([{ id: 1, name: 'Acme' }]);
    fixture.advance(2 * 3_600_000);
    expect(await failureOf(read())).toMatch(
      /^source_unavailable: The source “Vendors” \(vendors\) is down: 2 h old, limit 1 h\./,
    );
    const down = await getSource(app, ana, { slug: 'vendors' });
    expect(down).toMatchObject({ versionNumber: 1, lastError: { code: 'upstream_failed' } });
    const failures = (await listAuditTypes(app, organisationId)).filter((type) => type === 'source.refresh-failed');
    expect(failures).toHaveLength(1);
    reply = { status: 200, body: JSON.stringify({ data: [{ id: 1, name: 'Acme' }] }) };
    expect((await read()).isStale).toBe(false);
    expect((await getSource(app, ana, { slug: 'vendors' })).lastError).toBeNull();
  });

  test.each([
    ['something else than JSON', 'not json at all', 'is not JSON'],
    ['no rows where they should be', '{"items": []}', 'has nothing at “data”'],
    ['a list of numbers', '{"data": [1, 2]}', 'entry 1 is not an object'],
    ['a NUL character', '{"data": [{"a": "\\u0000"}]}', 'NUL'],
    ['a lone surrogate', '{"data": [{"a": "\\ud800"}]}', 'cannot be stored'],
  ])('that answers %s registers nothing', async (_name, body, message) => {
    reply.body = body;
    expect(await failureOf(registerSource(app, ana, { spec: httpSpec() }))).toContain(message);
    expect((await listSources(app, ana)).items).toEqual([]);
  });

  test('sends its own sealed token and never another stored secret', async () => {
    const config = { kind: 'http' as const, url, rowsPath: 'data', bearerSecret: 'openai' };
    await registerSource(app, ana, { spec: spec({ config }) });
    expect(calls.at(-1)?.authorization).toBeUndefined();
    await updateSource(app, ana, { slug: 'vendors', changes: { secret: 'own-token' } });
    await refreshSource(app, ana, { slug: 'vendors' });
    expect(calls.at(-1)?.authorization).toBe('Bearer own-token');
    const moved = { config: { kind: 'http' as const, url: 'https://elsewhere.example/', rowsPath: '' } };
    expect(await failureOf(updateSource(app, ana, { slug: 'vendors', changes: moved }))).toContain('leads elsewhere');
  });

  test('on a private address that is not listed is refused', async () => {
    const config = { kind: 'http' as const, url: 'http://127.0.0.1:8081/', rowsPath: '' };
    expect(await failureOf(registerSource(app, ana, { spec: spec({ config }) }))).toContain('address_refused');
  });
});

describe('a postgres source', () => {
  const config = { kind: 'postgres' as const, connectionSecret: 'x', schema: 'public', table: 'Vendor list' };

  test('reads a table whatever its name, in a stable order, with dates as text', async () => {
    await registerSource(app, ana, { spec: spec({ config }), secret: other.url });
    expect((await read()).data).toEqual([
      { id: 1, name: 'Acme', since: '2019-01-02' },
      { id: 2, name: 'Beta', since: '2020-01-02' },
    ]);
  });

  test('cannot smuggle SQL in through its names', async () => {
    const table = '"; DROP TABLE "Vendor list"; --';
    const failure = await failureOf(
      registerSource(app, ana, { spec: spec({ config: { ...config, table } }), secret: other.url }),
    );
    expect(failure).toContain('the table does not exist');
    await registerSource(app, ana, { spec: spec({ config }), secret: other.url });
  });

  test.each([
    ['a private address that is not listed', 'postgres://u:p@127.0.0.1:1/db', 'address_refused'],
    ['parameters that lead elsewhere', 'postgres://u:p@8.8.8.8/db?host=127.0.0.1', 'parameter host'],
    ['something that is no connection string', 'not a url', 'connection string'],
  ])('refuses %s', async (_name, secret, message) => {
    expect(await failureOf(registerSource(app, ana, { spec: spec({ config }), secret }))).toContain(message);
  });

  test('says what is wrong without quoting the password', async () => {
    const wrong = new URL(other.url);
    wrong.pathname = '/nowhere';
    wrong.password = 'hunter2';
    const failure = await failureOf(registerSource(app, ana, { spec: spec({ config }), secret: wrong.toString() }));
    expect(failure).toMatch(/does not exist|password is wrong/);
    expect(failure).not.toContain('hunter2');
  });
});

describe('any source', () => {
  test('belongs to one organisation: another neither lists, reads, changes nor archives it', async () => {
    await registerSource(app, ana, { spec: spec() }, file('id\n1\n'));
    const elsewhere = await createOrganisation(app);
    const eve = await createPerson(app, elsewhere, { roles: ['owner'] });
    expect((await listSources(app, eve)).items).toEqual([]);
    expect(await failureOf(getSource(app, eve, { slug: 'vendors' }))).toContain('not_found');
    expect(await failureOf(previewSource(app, eve, { slug: 'vendors' }))).toContain('not_found');
    expect(await failureOf(uploadSourceContent(app, eve, { slug: 'vendors' }, file('id\n2\n')))).toContain('not_found');
    expect(await failureOf(updateSource(app, eve, { slug: 'vendors', changes: { name: 'Mine' } }))).toContain(
      'not_found',
    );
    expect(await failureOf(archiveSource(app, eve, { slug: 'vendors' }))).toContain('not_found');
    expect(await failureOf(read('vendors', elsewhere))).toContain('There is no source “vendors”');
    await registerSource(app, eve, { spec: spec() }, file('id\n9\n'));
    expect((await read('vendors', elsewhere)).data).toEqual([{ id: '9' }]);
  });

  test('changes only in what was sent', async () => {
    await registerSource(app, ana, { spec: spec({ freshnessLimitMinutes: 60 }) }, file('id\n1\n'));
    await updateSource(app, ana, { slug: 'vendors', changes: { name: 'Suppliers' } });
    expect(await getSource(app, ana, { slug: 'vendors' })).toMatchObject({
      name: 'Suppliers',
      freshnessLimitMinutes: 60,
      fields: [{ name: 'id', type: 'text', description: '' }],
    });
  });

  test('once archived is not read any more, and its key is not given away silently', async () => {
    await registerSource(app, ana, { spec: spec() }, file('id\n1\n'));
    await archiveSource(app, ana, { slug: 'vendors' });
    expect(await failureOf(read())).toContain('is archived');
    expect(await failureOf(registerSource(app, ana, { spec: spec() }, file('id\n1\n')))).toContain('(archived)');
  });

  test('records which version a step read, once', async () => {
    await registerSource(app, ana, { spec: spec() }, file('id\n1\n'));
    const reading = await read();
    const step = { organisationId, runId: newId(), stepId: newId<StepId>() };
    await app.db.transaction({ organisationId }, async (tx) => {
      await recordStepSources(tx, step, [reading]);
      await recordStepSources(tx, step, [reading]);
      const rows = await tx.query('SELECT source_version_id FROM step_source WHERE step_id = $1', [step.stepId]);
      expect(rows).toEqual([{ source_version_id: reading.versionId }]);
    });
  });

  test('cannot be changed by somebody who may only read', async () => {
    const viewer = await createPerson(app, organisationId, { roles: ['viewer'] });
    expect(await failureOf(registerSource(app, viewer, { spec: spec() }, file('id\n1\n')))).toContain('forbidden');
  });
});
