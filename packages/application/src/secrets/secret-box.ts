import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { DomainError } from '@switchyard/domain';

const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM (NIST SP 800-38D). `context` is authenticated: a value sealed for one place does not open in another. */
export const seal = (key: Buffer, plain: Buffer, context: string): Buffer => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

/** Undoes `seal`; throws `misconfigured` for another key, another context or damaged bytes. */
export const unseal = (key: Buffer, sealed: Buffer, context: string): Buffer => {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes)).setAAD(Buffer.from(context));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new DomainError(
      'misconfigured',
      'A stored secret cannot be opened. SWITCHYARD_MASTER_KEY differs from the one it was sealed with.',
      { cause },
    );
  }
};

/** The master key of this installation; wraps the data key of each organisation and nothing else. */
export interface SecretBox {
  /** Names the master key without revealing it, so that a wrong one is recognised. */
  readonly masterKeyId: string;
  wrapDataKey(organisationId: string, dataKey: Buffer): Buffer;
  unwrapDataKey(organisationId: string, wrapped: Buffer): Buffer;
}

/** @param masterKey 32 bytes, base64. */
export const createSecretBox = (masterKey: string): SecretBox => {
  const key = Buffer.from(masterKey, 'base64');
  if (key.length !== 32) {
    throw new DomainError('misconfigured', 'SWITCHYARD_MASTER_KEY must be 32 bytes in base64.');
  }
  const context = (organisationId: string) => `switchyard/data-key/${organisationId}`;
  return {
    masterKeyId: createHash('sha256').update('switchyard/master-key-id').update(key).digest('hex').slice(0, 16),
    wrapDataKey: (organisationId, dataKey) => seal(key, dataKey, context(organisationId)),
    unwrapDataKey: (organisationId, wrapped) => unseal(key, wrapped, context(organisationId)),
  };
};
