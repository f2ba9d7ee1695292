import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hashToHex } from '../merkle/hash.ts';
import { testId, testRecord } from './audit-record.fixture.ts';
import { auditRecord, auditRecordSchema } from './audit-record.ts';
import { canonicalJson } from './canonical-json.ts';
import { leafHash, privatePayloadHash } from './leaf-hash.ts';

const golden: { canonical: string; leafHash: string } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../test/golden/audit-record-v1.json'), 'utf8'),
);

describe('an audit record', () => {
  test('of version 1 has the canonical form and leaf hash it will have for ever', () => {
    const record = testRecord(3);
    expect(canonicalJson(record)).toBe(golden.canonical);
    expect(hashToHex(leafHash(record))).toBe(golden.leafHash);
  });

  test('survives storage as JSON with the same hash', () => {
    const stored = auditRecordSchema.parse(JSON.parse(JSON.stringify(testRecord(3))));
    expect(hashToHex(leafHash(stored))).toBe(golden.leafHash);
  });

  test('takes what it is about from the vocabulary', () => {
    expect(testRecord(3).target.kind).toBe('approval');
  });

  test('is refused when an id is not an id', () => {
    const context = {
      id: 'x',
      organisationId: testId(1),
      at: new Date(0),
      actor: { kind: 'system', id: 'seed', label: 'Switchyard' },
    } as const;
    const event = { type: 'workflow.archived', target: { id: testId(5), label: 'Invoices' }, payload: {} } as const;
    expect(() => auditRecord(event, context)).toThrow('workflow.archived is malformed');
  });

  test('can stand for a private payload by a hash that only the key reproduces', () => {
    const payload = { name: 'Ana', note: 'private' };
    const key = Buffer.alloc(32, 1);
    expect(privatePayloadHash(key, payload)).toBe(privatePayloadHash(key, { note: 'private', name: 'Ana' }));
    expect(privatePayloadHash(key, payload)).not.toBe(privatePayloadHash(Buffer.alloc(32, 2), payload));
  });
});
