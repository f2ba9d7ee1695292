import { verifyExport } from '@switchyard/audit';
import type { UserActor } from '@switchyard/domain';
import { createTestDatabase, type TestDatabase } from '@switchyard/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { App } from '../app.ts';
import { appendAudit } from './append-audit.ts';
import { archived, createAuditApp, createAuditor, numbered, record, removeCheckpoints } from './audit-app.fixture.ts';
import type { AuditFilter } from './audit-filter.ts';
import { findAuditSigner } from './audit-signer.ts';
import { exportAuditLog } from './export-audit-log.ts';
import { listAuditEvents } from './list-audit-events.ts';
import { listAuditFacets } from './list-audit-facets.ts';
import { publishedCheckpointsIn } from './published-checkpoints.ts';
import { sealAuditLog } from './seal-audit-log.ts';

let database: TestDatabase;
let app: App;
let actor: UserActor;

beforeAll(async () => {
  database = await createTestDatabase();
  app = createAuditApp(database.db);
});
afterAll(async () => {
  await removeCheckpoints(app);
  await database.drop();
});
beforeEach(async () => {
  actor = await createAuditor(database.db);
});

const sentences = async (filter: AuditFilter): Promise<string[]> =>
  (await listAuditEvents(app, actor, filter)).items.map(({ sentence }) => sentence);

const exported = async (format: 'jsonl' | 'csv', filter: AuditFilter = {}): Promise<string[]> => {
  let text = '';
  for await (const chunk of exportAuditLog(app, actor, { format, filter })) text += chunk;
  return text.split('\n').filter((line) => line !== '');
};

describe('the list', () => {
  test('pages through every event once, newest first, also where many share an instant', async () => {
    const still = { ...app, now: () => new Date('2026-11-21T09:00:00.000Z') };
    await record(still, actor, numbered(25));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAuditEvents(app, actor, { limit: 10, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ target }) => target.label));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(numbered(25).reverse());
    await expect(listAuditEvents(app, actor, { cursor: 'x' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('narrows by words, type, area, actor, subject and time', async () => {
    const rejected = { outcome: 'rejected', reason: 'Wrong vendor', digest: 'd', channel: 'web' } as const;
    await database.db.transaction({ organisationId: actor.organisationId }, async (tx) => {
      await appendAudit(tx, actor, new Date('2026-01-01T00:00:00Z'), archived('Old process'));
      await appendAudit(tx, actor, new Date('2026-02-01T00:00:00Z'), {
        type: 'approval.decided',
        target: { id: 'a-1', label: 'Invoice 4711' },
        payload: rejected,
      });
    });
    const decision = ['Ana rejected Invoice 4711: “Wrong vendor”'];
    expect(await sentences({ text: 'invo 47' })).toEqual(decision);
    expect(await sentences({ text: 'vendor' })).toEqual(decision);
    expect(await sentences({ type: 'approval' })).toEqual(decision);
    expect(await sentences({ type: 'approval.decided', actorId: actor.userId })).toEqual(decision);
    expect(await sentences({ targetId: 'a-1' })).toEqual(decision);
    expect(await sentences({ from: '2026-01-15T00:00:00Z', to: '2026-02-15T00:00:00Z' })).toEqual(decision);
    expect(await sentences({ text: 'nothing like it' })).toEqual([]);
    expect(await sentences({ text: "'); DROP TABLE audit_event; --" })).toEqual([]);
    expect((await listAuditFacets(app, actor)).actors).toEqual([{ id: actor.userId, kind: 'user', label: 'Ana' }]);
  });

  test('records a narrowed search once, and plain opening not at all', async () => {
    await record(app, actor, ['Invoices']);
    await listAuditEvents(app, actor, {});
    await listAuditEvents(app, actor, { text: 'invoices' });
    await listAuditEvents(app, actor, { text: 'invoices' });
    expect(await sentences({})).toEqual(['Ana searched the audit trail by words', 'Ana archived Invoices']);
  });

  test('shows nothing of another organisation', async () => {
    await record(app, actor, ['Ours']);
    const stranger = await createAuditor(database.db, 'Mallory');
    expect((await listAuditEvents(app, stranger, {})).items).toEqual([]);
    expect((await listAuditEvents(app, stranger, { actorId: actor.userId })).items).toEqual([]);
  });
});

describe('the JSONL export', () => {
  test('verifies offline with the public key, and ends with its own event', async () => {
    await record(app, actor, numbered(30));
    const lines = await exported('jsonl');
    const publicKey = findAuditSigner(app)?.verifierKey ?? '';
    const newest = await publishedCheckpointsIn(app.settings.checkpointDirectory ?? '').readNewest(
      actor.organisationId,
    );
    const report = await verifyExport({
      lines: () => lines,
      publicKey,
      outsideCheckpoints: newest === null ? [] : [newest],
    });
    expect(report).toMatchObject({ isIntact: true, size: 31, coveredSize: 31 });
    expect(lines.findLast((line) => line.includes('"line":"event"'))).toContain('"type":"audit.exported"');

    const changed = lines.map((line) => line.replaceAll('Process 7', 'Process 8'));
    expect((await verifyExport({ lines: () => changed, publicKey })).findings).toMatchObject([
      { kind: 'edited', leafIndex: 7 },
    ]);
  });

  test('says of itself when a filter makes it unprovable', async () => {
    await record(app, actor, numbered(3));
    expect((await exported('jsonl', { type: 'workflow' }))[0]).toContain('"isComplete":false');
  });

  test('is refused to who may not export, and then leaves no trace', async () => {
    const viewer: UserActor = { ...actor, roles: ['viewer'] };
    const chunks = exportAuditLog(app, viewer, { format: 'jsonl' });
    await expect(chunks.next()).rejects.toMatchObject({ code: 'forbidden' });
    expect(await sentences({})).toEqual([]);
  });
});

describe('the CSV export', () => {
  test('disarms formulas that somebody put into a name', async () => {
    await record(app, actor, ['=HYPERLINK("http://evil")', 'plain']);
    const lines = await exported('csv', { type: 'workflow.archived' });
    expect(lines[0]).toContain('position,at,type,sentence');
    expect(lines.slice(1).some((line) => /(^|,)"?=/.test(line))).toBe(false);
    expect(lines).toHaveLength(3);
  });

  test('of a long log arrives whole and in order', async () => {
    const { organisationId } = actor;
    await database.db.transaction({ organisationId }, (tx) =>
      appendAudit(tx, actor, app.now(), ...numbered(2500).map(archived)),
    );
    await sealAuditLog(app, organisationId);
    const lines = await exported('csv');
    expect(lines.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(
      Array.from({ length: 2501 }, (_, at) => at),
    );
  });
});
