import type { OrganisationId, UserActor } from '@switchyard/domain';
import { defaultRoutingPolicy } from '@switchyard/routing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import type { App } from '../app.ts';
import { getSpend } from '../receipts/get-spend.ts';
import { createSupplier } from '../suppliers/index.ts';
import { correctSpend, importInvoice, listInvoices, reconcileInvoice, removeInvoice, whatIf } from './index.ts';

let fixture: TestApp;
let app: App;
let organisationId: OrganisationId;
let ana: UserActor;

beforeAll(async () => {
  fixture = await createTestApp();
  app = fixture.app;
});
afterAll(() => fixture.close());
beforeEach(async () => {
  organisationId = await createOrganisation(app);
  ana = await createPerson(app, organisationId);
  await createSupplier(app, ana, { slug: 'lab', name: 'Lab', kind: 'rules', dataClassMax: 'internal' });
});

const today = () => app.now().toISOString().slice(0, 10);
const importing = (actor = ana, on: App = app) =>
  importInvoice(on, actor, {
    supplierSlug: 'lab',
    fileName: 'november.csv',
    csv: `Date;Model;Cost\n${today()};m;5\n`,
    columns: { day: 'Date', model: 'Model', amount: 'Cost' },
  });
const correcting = (invoiceId: string, actor = ana, on: App = app) =>
  correctSpend(on, actor, {
    ...{ supplierSlug: 'lab', modelKey: 'm', day: today(), amountMicroUsd: 5_000_000, reason: 'Used elsewhere' },
    invoiceId,
  });

/** The application whose database goes away in the middle: after the statement that matches, before its commit. */
const dyingAfter = (pattern: RegExp): App => ({
  ...app,
  db: {
    ...app.db,
    transaction: (scope, work) =>
      app.db.transaction(scope, (tx) =>
        work({
          ...tx,
          execute: async (text, values) => {
            const done = await tx.execute(text, values);
            if (pattern.test(text))
              await tx.query('SELECT pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
            return done;
          },
        }),
      ),
  },
});

test('an import and a correction that are cut off leave nothing, and are made again whole', async () => {
  await expect(importing(ana, dyingAfter(/INSERT INTO supplier_invoice/))).rejects.toThrow();
  expect((await listInvoices(app, ana)).items).toEqual([]);
  const { invoiceId } = await importing();
  await expect(correcting(invoiceId, ana, dyingAfter(/INSERT INTO spend_correction/))).rejects.toThrow();
  expect((await getSpend(app, ana)).correctedMicroUsd).toBe(0);
  expect((await reconcileInvoice(app, ana, { invoiceId })).correctedMicroUsd).toBe(0);
  await correcting(invoiceId);
  expect((await getSpend(app, ana)).correctedMicroUsd).toBe(5_000_000);
  const types = await listAuditTypes(app, organisationId);
  expect(types.filter((type) => type === 'invoice.imported' || type === 'spend.corrected')).toHaveLength(2);
});

test('invoices and what-if are of one organisation only, and of those who may', async () => {
  const { invoiceId } = await importing();
  const strangers = await createOrganisation(app, 'Strangers');
  const stranger = await createPerson(app, strangers);
  expect((await listInvoices(app, stranger)).items).toEqual([]);
  await expect(reconcileInvoice(app, stranger, { invoiceId })).rejects.toMatchObject({ code: 'not_found' });
  await expect(correcting(invoiceId, stranger)).rejects.toMatchObject({ code: 'not_found' });
  await expect(importing(stranger)).rejects.toMatchObject({ code: 'not_found' });
  expect(await whatIf(app, stranger, { policy: defaultRoutingPolicy })).toMatchObject({ looked: 0, changes: [] });
  const viewer = await createPerson(app, organisationId, { roles: ['viewer'] });
  await expect(importing(viewer)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(whatIf(app, viewer, { policy: defaultRoutingPolicy })).rejects.toMatchObject({ code: 'forbidden' });
  expect((await getSpend(app, ana)).correctedMicroUsd).toBe(0);
});

test('of two people who correct the same line, one does', async () => {
  const { invoiceId } = await importing();
  const settled = await Promise.allSettled([1, 2, 3].map(() => correcting(invoiceId)));
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await reconcileInvoice(app, ana, { invoiceId })).lines).toMatchObject([{ differenceMicroUsd: 0 }]);
  expect((await getSpend(app, ana)).correctedMicroUsd).toBe(5_000_000);
});

test('the same invoice imported again is the same invoice, also when several import it at once, and whatever the file is called', async () => {
  const imports = await Promise.all([1, 2, 3].map(() => importing()));
  expect(new Set(imports.map(({ invoiceId }) => invoiceId)).size).toBe(1);
  expect(imports.filter(({ isKnown }) => !isKnown)).toHaveLength(1);
  const lines = [`${today()};n;1`, `${today()};m;5`];
  const file = (rows: readonly string[], supplierSlug = 'lab') =>
    importInvoice(app, ana, {
      supplierSlug,
      fileName: 'again.csv',
      csv: ['Date;Model;Cost', ...rows].join('\n'),
      columns: { day: 'Date', model: 'Model', amount: 'Cost' },
    });
  const [other, turned] = [await file(lines), await file(lines.toReversed())];
  expect(turned).toEqual({ ...other, isKnown: true });
  await createSupplier(app, ana, { slug: 'lab-two', name: 'Lab 2', kind: 'rules', dataClassMax: 'internal' });
  expect(await file(lines, 'lab-two')).toMatchObject({ isKnown: false });
  expect((await listInvoices(app, ana)).items).toHaveLength(3);
  const types = await listAuditTypes(app, organisationId);
  expect(types.filter((type) => type === 'invoice.imported')).toHaveLength(3);
});

test('an invoice is removed once, by those who may; what was corrected by it stays, and it can be imported again', async () => {
  const { invoiceId } = await importing();
  await correcting(invoiceId);
  const stranger = await createPerson(app, await createOrganisation(app, 'Strangers'));
  const viewer = await createPerson(app, organisationId, { roles: ['viewer'] });
  await expect(removeInvoice(app, stranger, { invoiceId })).rejects.toMatchObject({ code: 'not_found' });
  await expect(removeInvoice(app, viewer, { invoiceId })).rejects.toMatchObject({ code: 'forbidden' });
  const settled = await Promise.allSettled([1, 2].map(() => removeInvoice(app, ana, { invoiceId })));
  expect(settled.filter(({ status }) => status === 'fulfilled')).toMatchObject([
    { value: { correctionsKept: 1, correctedMicroUsd: 5_000_000 } },
  ]);
  expect((await listInvoices(app, ana)).items).toEqual([]);
  await expect(correcting(invoiceId)).rejects.toMatchObject({ code: 'not_found' });
  expect((await getSpend(app, ana)).correctedMicroUsd).toBe(5_000_000);
  const again = await importing();
  expect(again.isKnown).toBe(false);
  expect((await reconcileInvoice(app, ana, again)).lines).toMatchObject([{ differenceMicroUsd: 0 }]);
  const types = await listAuditTypes(app, organisationId);
  expect(types.filter((type) => type === 'invoice.removed')).toHaveLength(1);
});
