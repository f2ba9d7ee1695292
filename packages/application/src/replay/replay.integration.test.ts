import type { ReceiptId } from '@switchyard/domain';
import { expect, test } from 'vitest';
import { createOrganisation, createPerson } from '../../test/create-test-app.ts';
import { app, olivia, openDemoLab, organisationId } from '../../test/demo-lab.fixture.ts';
import { detachOldReceipts } from '../receipts/detach-old-receipts.ts';
import type { DecisionBasis } from './decision-basis.ts';
import { packBasis, readBasis } from './pack-basis.ts';
import { replayReceipt } from './replay-receipt.ts';

openDemoLab();

interface Row {
  readonly id: ReceiptId;
  readonly origin: number;
  readonly basis: Buffer | null;
  readonly bytes: number;
}

const receipts = (): Promise<Row[]> =>
  app.db.transaction({ organisationId }, (tx) =>
    tx.query<Row>(
      `SELECT id, origin, basis, pg_column_size(basis)::int AS bytes FROM receipt WHERE organisation_id = $1 ORDER BY id`,
      [organisationId],
    ),
  );

const replay = (receiptId: ReceiptId) => replayReceipt(app, olivia, { receiptId });

const change = (text: string, values: readonly (string | Buffer)[]) =>
  app.db.transaction({ organisationId }, (tx) => tx.execute(text, [...values]));

test('every decision of a whole demo is made again with the same answer, from few snapshots', async () => {
  const rows = await receipts();
  expect(rows.length).toBeGreaterThan(15);
  for (const { id } of rows) {
    const { finding, differences, sentence, decision, ground } = await replay(id);
    expect({ id, finding, differences }).toEqual({ id, finding: 'same', differences: [] });
    expect(sentence).toContain('comes out the same');
    expect(decision).not.toBeNull();
    expect(ground?.rules.length).toBeGreaterThan(5);
  }
  const [kept] = await app.db.transaction({ organisationId }, (tx) =>
    tx.query<{ count: number }>('SELECT count(*)::int AS count FROM decision_snapshot'),
  );
  expect(kept?.count).toBeLessThan(rows.length / 2);
  const bytes = rows.map((row) => row.bytes).sort((left, right) => left - right);
  expect(bytes.at(Math.floor(bytes.length / 2))).toBeLessThanOrEqual(40);
});

test('what was changed after it was written is found: the snapshot, the facts, the record', async () => {
  const [first, second, third, fourth] = await receipts();
  if (!first || !second || !third || !fourth) throw new Error('the demo made too few receipts');

  const raise = `UPDATE decision_snapshot SET body = jsonb_set(body, '{terms,dataClass}', '"public"')`;
  const lower = `UPDATE decision_snapshot SET body = jsonb_set(body, '{terms,dataClass}', old.was)
                 FROM (SELECT 1) AS nothing, LATERAL (SELECT $1::jsonb AS was) AS old WHERE id = $2::int`;
  const before = await app.db.transaction({ organisationId }, (tx) =>
    tx.query<{ id: number; was: string }>(
      `SELECT id, (body->'terms'->'dataClass')::text AS was FROM decision_snapshot`,
    ),
  );
  await change(raise, []);
  const damaged = await replay(first.id);
  expect(damaged).toMatchObject({ finding: 'damaged', decision: null });
  expect(damaged.sentence).toContain('does not match its digest');
  for (const { id, was } of before) await change(lower, [was, String(id)]);
  expect((await replay(first.id)).finding).toBe('same');

  // A longer input costs more at whoever bills by the token.
  const { snapshotId, patch, inputTokens, segment } = readBasis(second.basis ?? Buffer.alloc(0));
  const longer = { request: { facts: { inputTokens: inputTokens + 50_000, segment } } } as DecisionBasis;
  await change('UPDATE receipt SET basis = $2 WHERE id = $1', [second.id, packBasis(longer, snapshotId, patch) ?? '']);
  const costly = await replay(second.id);
  expect(costly.finding).toBe('different');
  expect(costly.differences.join('\n')).toMatch(/expected cost was|Input and answer need/);
  await change('UPDATE receipt SET basis = $2 WHERE id = $1', [second.id, Buffer.from([3])]);
  expect((await replay(second.id)).finding).toBe('damaged');

  await change(
    `UPDATE receipt_term SET body = jsonb_set(body, '{candidates,0,supplierKind}', '"human"')
     WHERE id = (SELECT decision_ref FROM receipt WHERE id = $1)`,
    [third.id],
  );
  const reworded = await replay(third.id);
  expect(reworded.finding).toBe('different');
  expect(reworded.differences).toEqual([expect.stringContaining('supplierKind is another now')]);
  await change(
    `UPDATE receipt_term SET body = jsonb_set(body, '{explanation}', '"It was always so."')
     WHERE id = (SELECT decision_ref FROM receipt WHERE id = $1)`,
    [third.id],
  );
  const unreadable = await replay(third.id);
  expect(unreadable.finding).not.toBe('same');

  await change('UPDATE receipt SET basis = NULL WHERE id = $1', [fourth.id]);
  const old = await replay(fourth.id);
  expect(old).toMatchObject({ finding: 'not_kept', decision: null });
  expect(old.sentence).toContain('before');
});

test('nobody replays another organisation’s receipt, or reads what it was made from', async () => {
  const [first] = await receipts();
  const elsewhere = await createOrganisation(app);
  const stranger = await createPerson(app, elsewhere, { roles: ['owner'] });
  await expect(replayReceipt(app, stranger, { receiptId: first?.id as ReceiptId })).rejects.toMatchObject({
    code: 'not_found',
  });
  const seen = await app.db.transaction({ organisationId: elsewhere }, (tx) =>
    tx.query<{ id: number }>('SELECT id FROM decision_snapshot'),
  );
  expect(seen).toEqual([]);
});

test('snapshots go with the receipts of their month', async () => {
  const count = async () => {
    const [row] = await app.db.queryOnce<{ count: number }>(
      'system',
      'SELECT count(*)::int AS count FROM decision_snapshot',
    );
    return row?.count ?? 0;
  };
  const all = await count();
  expect(all).toBeGreaterThan(0);
  await detachOldReceipts(app, 1);
  expect(await count()).toBe(all);
  await app.db.queryOnce('system', `UPDATE decision_snapshot SET month = month - interval '3 months'`);
  await detachOldReceipts(app, 1);
  expect(await count()).toBe(0);
});
