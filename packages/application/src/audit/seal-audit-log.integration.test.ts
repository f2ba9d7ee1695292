import { openCheckpoint, parseVerifierKey } from '@switchyard/audit';
import type { UserActor } from '@switchyard/domain';
import { createTestDatabase, type TestDatabase } from '@switchyard/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { App } from '../app.ts';
import { appendAudit } from './append-audit.ts';
import { archived, createAuditApp, createAuditor, numbered, record, removeCheckpoints } from './audit-app.fixture.ts';
import { findAuditSigner } from './audit-signer.ts';
import { publishedCheckpointsIn } from './published-checkpoints.ts';
import { sealAuditLog, sealAuditLogs } from './seal-audit-log.ts';

let database: TestDatabase;
let app: App;
let actor: UserActor;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 24 });
  app = createAuditApp(database.db);
});
afterAll(async () => {
  await removeCheckpoints(app);
  await database.drop();
});
beforeEach(async () => {
  actor = await createAuditor(database.db);
});

const rows = <Row>(sql: string): Promise<Row[]> =>
  database.db.transaction({ organisationId: actor.organisationId }, (tx) => tx.query<Row>(sql, [actor.organisationId]));

const countOf = async (table: string): Promise<number> => {
  const [row] = await rows<{ count: number }>(`SELECT count(*) AS count FROM ${table} WHERE organisation_id = $1`);
  return row?.count ?? 0;
};

describe('an audit event', () => {
  test('leaves nothing behind when its change is rolled back', async () => {
    const attempt = database.db.transaction({ organisationId: actor.organisationId }, async (tx) => {
      await appendAudit(tx, actor, app.now(), archived('Invoices'));
      throw new Error('the change failed');
    });
    await expect(attempt).rejects.toThrow('the change failed');
    expect(await countOf('audit_event')).toBe(0);
    expect(await countOf('audit_pending')).toBe(0);
  });

  test('cannot be changed, deleted or truncated by the application', async () => {
    await record(app, actor, ['Invoices']);
    for (const change of [
      'UPDATE audit_event SET actor_label = $1::text',
      'DELETE FROM audit_event WHERE organisation_id = $1::uuid',
    ]) {
      await expect(rows(change)).rejects.toThrow('append-only');
    }
  });
});

describe('sealing', () => {
  test('gives every event one leaf, with no gap, under concurrent writers and three sealers', async () => {
    const writers = Array.from({ length: 8 }, (_, writer) =>
      record(
        app,
        actor,
        numbered(25).map((label) => `${writer} ${label}`),
      ),
    );
    let isWriting = true;
    const sealers = Array.from({ length: 3 }, async () => {
      while (isWriting) await sealAuditLog(app, actor.organisationId);
    });
    await Promise.all(writers);
    isWriting = false;
    await Promise.all(sealers);
    await sealAuditLog(app, actor.organisationId, { isWaiting: true });

    const leaves = await rows<{ index: number; eventId: string }>(
      'SELECT leaf_index AS index, event_id AS "eventId" FROM audit_leaf WHERE organisation_id = $1 ORDER BY leaf_index',
    );
    expect(leaves.map(({ index }) => index)).toEqual(Array.from({ length: 200 }, (_, at) => at));
    expect(new Set(leaves.map(({ eventId }) => eventId)).size).toBe(200);
    expect(await countOf('audit_pending')).toBe(0);
  });

  test('does not wait for an open transaction, and takes its events once they are committed', async () => {
    await record(app, actor, ['before']);
    await database.db.transaction({ organisationId: actor.organisationId }, async (tx) => {
      await appendAudit(tx, actor, app.now(), archived('open'));
      expect(await sealAuditLog(app, actor.organisationId)).toBe(1);
    });
    expect(await sealAuditLog(app, actor.organisationId)).toBe(1);
  });

  test('signs a checkpoint over all of it and publishes it outside the database, never going back', async () => {
    await record(app, actor, numbered(3));
    await sealAuditLog(app, actor.organisationId);
    await record(app, actor, numbered(2));
    await sealAuditLog(app, actor.organisationId);
    const published = publishedCheckpointsIn(app.settings.checkpointDirectory ?? '');
    const notes = await published.readAll(actor.organisationId, 10);
    const verifier = parseVerifierKey(findAuditSigner(app)?.verifierKey ?? '');
    const sizes = notes.map((note) => {
      const opened = openCheckpoint(note, verifier);
      return opened.ok ? opened.value.size : opened.error;
    });
    expect(sizes).toEqual([5, 3]);
    expect(await published.readNewest(actor.organisationId)).toBe(notes[0]);
  });

  test('works through every organisation, and one that refuses does not hold up the others', async () => {
    await sealAuditLogs(app);
    const other = await createAuditor(database.db);
    await record(app, actor, numbered(2));
    await sealAuditLog(app, actor.organisationId);
    await database.db.transaction('system', (tx) =>
      tx.execute('UPDATE audit_tree SET right_edge = $2 WHERE organisation_id = $1', [
        actor.organisationId,
        Buffer.alloc(32),
      ]),
    );
    await record(app, actor, ['refused']);
    await record(app, other, ['sealed']);
    await expect(sealAuditLog(app, actor.organisationId)).rejects.toThrow('not the one that was signed');
    expect(await sealAuditLogs(app)).toBe(1);
    expect(await countOf('audit_pending')).toBe(1);
  });

  test('refuses to extend an old copy of the database', async () => {
    await record(app, actor, numbered(4));
    await sealAuditLog(app, actor.organisationId);
    const published = publishedCheckpointsIn(app.settings.checkpointDirectory ?? '');
    const newest = await published.readNewest(actor.organisationId);
    // The folder remembers; the database forgets, as when a backup is restored.
    for (const table of ['audit_leaf', 'audit_node', 'audit_tree', 'audit_checkpoint', 'audit_event']) {
      await database.tamper(`DELETE FROM ${table} WHERE organisation_id = $1`, [actor.organisationId]);
    }
    await record(app, actor, ['after the restore']);
    await expect(sealAuditLog(app, actor.organisationId)).rejects.toThrow('old copy');
    expect(await published.readNewest(actor.organisationId)).toBe(newest);
  });

  test('without a key still gives leaves, and signs nothing', async () => {
    const keyless = createAuditApp(database.db, { ...app.settings, auditSigningKey: null });
    await record(keyless, actor, numbered(3));
    expect(await sealAuditLog(keyless, actor.organisationId)).toBe(3);
    expect(await countOf('audit_checkpoint')).toBe(0);
  });
});
