import type { UserActor } from '@switchyard/domain';
import { createTestDatabase, type TestDatabase } from '@switchyard/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { App } from '../app.ts';
import { createAuditApp, createAuditor, numbered, record, removeCheckpoints } from './audit-app.fixture.ts';
import { getAuditEvent } from './get-audit-event.ts';
import { getAuditStatus } from './get-audit-status.ts';
import { listAuditEvents } from './list-audit-events.ts';
import { sealAuditLog } from './seal-audit-log.ts';
import { verifyAuditLog } from './verify-audit-log.ts';

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
  await record(app, actor, numbered(6));
  await sealAuditLog(app, actor.organisationId);
  await record(app, actor, numbered(6));
  await sealAuditLog(app, actor.organisationId);
});

const idAt = async (leafIndex: number): Promise<string> => {
  const [row] = await database.db.transaction({ organisationId: actor.organisationId }, (tx) =>
    tx.query<{ id: string }>('SELECT event_id AS id FROM audit_leaf WHERE organisation_id = $1 AND leaf_index = $2', [
      actor.organisationId,
      leafIndex,
    ]),
  );
  return row?.id ?? '';
};

const findings = async () => {
  const report = await verifyAuditLog(app, actor);
  expect(report.isIntact).toBe(false);
  expect(report.steps.some(({ isPassed }) => !isPassed)).toBe(true);
  return report.findings.map(({ kind, leafIndex, eventId }) => ({ kind, leafIndex, eventId }));
};

describe('verifying an untouched log', () => {
  test('finds it intact, shows its work, and records that it was done and by whom', async () => {
    const report = await verifyAuditLog(app, actor);
    expect(report).toMatchObject({ isIntact: true, size: 12, coveredSize: 12, findingCount: 0 });
    expect(report.newestCheckpoint).toEqual({ size: 12, place: 'outside' });
    expect(report.steps).toHaveLength(6);
    const status = await getAuditStatus(app, actor);
    expect(status).toMatchObject({ size: 12, pending: 1, isPublished: true });
    expect(status.checkpoint?.size).toBe(12);
    expect(status.lastVerification).toMatchObject({ by: 'Ana', isIntact: true, size: 12, findings: 0 });
  });

  test('proves each event by itself under the signed root', async () => {
    const event = await getAuditEvent(app, actor, { id: await idAt(4) });
    expect(event).toMatchObject({ proofStatus: 'proven', leafIndex: 4, sentence: 'Ana archived Process 4' });
    expect(event.proof).toMatchObject({ size: 12, leafIndex: 4 });
    expect(event.proof?.hashes).toHaveLength(4);
    await record(app, actor, ['fresh']);
    const [newest] = (await listAuditEvents(app, actor, { limit: 1 })).items;
    const fresh = await getAuditEvent(app, actor, { id: newest?.id ?? '' });
    expect(fresh).toMatchObject({ proofStatus: 'waiting', proof: null });
  });

  test('is refused to who may not read the trail', async () => {
    const viewer: UserActor = { ...actor, roles: ['viewer'] };
    await expect(verifyAuditLog(app, viewer)).rejects.toMatchObject({ code: 'forbidden' });
    expect(() => listAuditEvents(app, viewer, {})).toThrow('role');
  });
});

describe('an administrator of the database', () => {
  test('who edits an event is found: edited', async () => {
    const id = await idAt(7);
    await database.tamper("UPDATE audit_event SET actor_label = 'Ben' WHERE id = $1", [id]);
    expect(await findings()).toEqual([{ kind: 'edited', leafIndex: 7, eventId: id }]);
    expect((await getAuditEvent(app, actor, { id })).proofStatus).toBe('altered');
  });

  test('who deletes an event is found: deleted', async () => {
    const id = await idAt(3);
    await database.tamper('DELETE FROM audit_event WHERE id = $1', [id]);
    expect(await findings()).toEqual([{ kind: 'deleted', leafIndex: 3, eventId: id }]);
  });

  test('who deletes event and leaf is found: deleted', async () => {
    const id = await idAt(3);
    await database.tamper(
      'WITH gone AS (DELETE FROM audit_event WHERE id = $1) DELETE FROM audit_leaf WHERE event_id = $1',
      [id],
    );
    expect((await findings())[0]).toEqual({ kind: 'deleted', leafIndex: 3, eventId: null });
  });

  test('who inserts an event beside the log is found: inserted', async () => {
    const id = actor.userId;
    await database.tamper(
      `INSERT INTO audit_event SELECT $2, organisation_id, type, at, actor_kind, actor_id, 'Mallory', target_kind, target_id,
         target_label, run_id, payload FROM audit_event WHERE id = $1`,
      [await idAt(2), id],
    );
    expect(await findings()).toEqual([{ kind: 'inserted', leafIndex: null, eventId: id }]);
  });

  test('who swaps what two events say is found: reordered', async () => {
    const [second, fifth] = [await idAt(2), await idAt(5)];
    await database.tamper('ALTER TABLE audit_leaf DROP CONSTRAINT IF EXISTS audit_leaf_event_id_key');
    await database.tamper('DROP INDEX IF EXISTS audit_leaf_event_id_key');
    await database.tamper(
      `UPDATE audit_leaf SET event_id = CASE leaf_index WHEN 2 THEN $3::uuid ELSE $2::uuid END
       WHERE organisation_id = $1 AND leaf_index IN (2, 5)`,
      [actor.organisationId, second, fifth],
    );
    expect(await findings()).toEqual([
      { kind: 'reordered', leafIndex: 2, eventId: fifth },
      { kind: 'reordered', leafIndex: 5, eventId: second },
    ]);
  });

  test('who cuts off the end is found: truncated', async () => {
    await database.tamper('DELETE FROM audit_leaf WHERE organisation_id = $1 AND leaf_index >= 9', [
      actor.organisationId,
    ]);
    await database.tamper('UPDATE audit_tree SET size = 9 WHERE organisation_id = $1', [actor.organisationId]);
    const kinds = (await findings()).map(({ kind }) => kind);
    expect(kinds).toContain('truncated');
  });

  test('who restores an old backup is found: rolled back', async () => {
    for (const statement of [
      'DELETE FROM audit_event WHERE organisation_id = $1 AND id IN (SELECT event_id FROM audit_leaf WHERE leaf_index >= 6)',
      'DELETE FROM audit_leaf WHERE organisation_id = $1 AND leaf_index >= 6',
      'DELETE FROM audit_checkpoint WHERE organisation_id = $1 AND size > 6',
      'UPDATE audit_tree SET size = 6 WHERE organisation_id = $1',
    ]) {
      await database.tamper(statement, [actor.organisationId]);
    }
    expect(await findings()).toEqual([{ kind: 'rolled_back', leafIndex: 6, eventId: null }]);
  });

  test('who changes a recorded hash is found: leaf altered', async () => {
    await database.tamper(
      "UPDATE audit_leaf SET leaf_hash = sha256('x') WHERE organisation_id = $1 AND leaf_index = 8",
      [actor.organisationId],
    );
    expect(await findings()).toEqual([{ kind: 'leaf_altered', leafIndex: 8, eventId: await idAt(8) }]);
  });

  test('who forges a checkpoint is found: bad signature', async () => {
    await database.tamper(
      "UPDATE audit_checkpoint SET note = replace(note, E'\\n6\\n', E'\\n5\\n') WHERE organisation_id = $1",
      [actor.organisationId],
    );
    expect(await findings()).toEqual([{ kind: 'bad_signature', leafIndex: null, eventId: null }]);
  });

  test('who moves an event to another organisation is found there and here', async () => {
    const id = await idAt(1);
    await database.tamper('UPDATE audit_event SET organisation_id = $2 WHERE id = $1', [id, actor.userId]);
    expect(await findings()).toEqual([{ kind: 'deleted', leafIndex: 1, eventId: id }]);
  });
});
