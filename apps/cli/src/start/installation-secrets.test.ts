import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSigningKey } from '@switchyard/audit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureInstallationSecrets } from './installation-secrets.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'switchyard-secrets-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('keys are made once and found again by every later start', () => {
  expect(ensureInstallationSecrets(directory)).toEqual(ensureInstallationSecrets(directory));
});

test('only the owner can read them', () => {
  ensureInstallationSecrets(directory);
  expect(statSync(join(directory, 'secrets.json')).mode & 0o777).toBe(0o600);
});

test('the master key has 32 bytes and the signing key is one that the audit log accepts', () => {
  const secrets = ensureInstallationSecrets(directory);
  expect(Buffer.from(secrets.SWITCHYARD_MASTER_KEY, 'base64')).toHaveLength(32);
  expect(parseSigningKey(secrets.SWITCHYARD_AUDIT_KEY).name).toMatch(/^switchyard-/);
});

test('a damaged file is refused, not replaced: it is the only key to what is stored', () => {
  writeFileSync(join(directory, 'secrets.json'), '{"NEXTAUTH_SECRET":"short"}');
  expect(() => ensureInstallationSecrets(directory)).toThrow(/damaged. Restore it from a backup/);
});
