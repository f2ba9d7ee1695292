import { hashKeyText, isKeyText } from '../api-keys/key-text.ts';
import { findVirtualKey, type VirtualKey } from '../api-keys/resolve-api-key.ts';
import type { App } from '../app.ts';
import { createFreshCache, type FreshCache } from '../fresh-cache.ts';

const caches = new WeakMap<App, FreshCache<VirtualKey | null>>();

const cacheOf = (app: App): FreshCache<VirtualKey | null> => {
  const known = caches.get(app) ?? createFreshCache<VirtualKey | null>();
  caches.set(app, known);
  return known;
};

/**
 * Who calls models with this key, or null when it is unknown, revoked or expired. Revoking takes hold within a second.
 */
export const resolveCaller = async (app: App, keyText: string): Promise<VirtualKey | null> => {
  if (!isKeyText(keyText)) return null;
  const hash = hashKeyText(keyText);
  const key = await cacheOf(app).get(hash, () => findVirtualKey(app, hash));
  return key?.expiresAt && key.expiresAt <= app.now() ? null : key;
};
