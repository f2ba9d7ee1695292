import { createHmac, hkdfSync } from 'node:crypto';
import { contentDigest } from '@switchyard/approvals';
import type { JsonValue, OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { seal, unseal } from '../secrets/secret-box.ts';
import { requireDataKey } from '../secrets/store-secret.ts';

/** What one organisation's answers are found and sealed by. Made from its data key, and no use for its secrets. */
export interface CacheKeys {
  /** Of everything that an answer depends on. Without the key nobody can tell by it what was asked. */
  digest(asked: JsonValue): Buffer;
  seal(plain: Buffer, digest: Buffer): Buffer;
  /** Throws for what was sealed for another digest, or with another key. */
  open(sealed: Buffer, digest: Buffer): Buffer;
}

const derive = (dataKey: Buffer, organisationId: OrganisationId, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', dataKey, organisationId, `switchyard/answer-cache/${use}`, 32));

const load = async (app: App, organisationId: OrganisationId): Promise<CacheKeys> => {
  const { key } = await app.db.transaction({ organisationId }, (tx) => requireDataKey(app, tx, organisationId));
  const digestKey = derive(key, organisationId, 'digest');
  const sealingKey = derive(key, organisationId, 'seal');
  const contextOf = (digest: Buffer) => `switchyard/cached-answer/${organisationId}/${digest.toString('hex')}`;
  return {
    digest: (asked) => createHmac('sha256', digestKey).update(contentDigest(asked)).digest(),
    seal: (plain, digest) => seal(sealingKey, plain, contextOf(digest)),
    open: (sealed, digest) => unseal(sealingKey, sealed, contextOf(digest)),
  };
};

const known = new WeakMap<App, Map<OrganisationId, Promise<CacheKeys>>>();

/** The keys of an organisation; derived once per process. */
export const cacheKeysOf = (app: App, organisationId: OrganisationId): Promise<CacheKeys> => {
  const ofApp = known.get(app) ?? new Map<OrganisationId, Promise<CacheKeys>>();
  known.set(app, ofApp);
  const found = ofApp.get(organisationId);
  if (found) return found;
  const loading = load(app, organisationId);
  ofApp.set(organisationId, loading);
  loading.catch(() => ofApp.delete(organisationId));
  return loading;
};
