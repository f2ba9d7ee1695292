import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatSigningKey } from '@switchyard/audit';
import { DomainError } from '@switchyard/domain';
import { z } from 'zod';

const secretsSchema = z.object({
  NEXTAUTH_SECRET: z.string().min(32),
  /** 32 bytes in base64. */
  SWITCHYARD_MASTER_KEY: z.string().min(43),
  /** C2SP signed-note private key. */
  SWITCHYARD_AUDIT_KEY: z.string().min(1),
});
export type InstallationSecrets = z.infer<typeof secretsSchema>;

/** New random keys; nothing is stored. */
export const generateInstallationSecrets = (): InstallationSecrets => ({
  NEXTAUTH_SECRET: randomBytes(32).toString('base64url'),
  SWITCHYARD_MASTER_KEY: randomBytes(32).toString('base64'),
  SWITCHYARD_AUDIT_KEY: formatSigningKey(`switchyard-${randomBytes(4).toString('hex')}`, randomBytes(32)),
});

const read = (file: string): InstallationSecrets => {
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new DomainError(
      'misconfigured',
      `${file} is damaged. Restore it from a backup: without it, stored keys of suppliers cannot be read.`,
      {
        cause,
      },
    );
  }
};

/** Creates the installation's keys once, readable by their owner only; every later start finds the same. */
export const ensureInstallationSecrets = (directory: string): InstallationSecrets => {
  const file = join(directory, 'secrets.json');
  if (existsSync(file)) return read(file);
  const secrets = generateInstallationSecrets();
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return secrets;
};
