import { DomainError, type JsonValue, type OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { type CachedVersion, versionCache } from './version-cache.ts';

interface ContentRow {
  readonly content: JsonValue;
  readonly size_bytes: number;
}

/** The content of one version, from memory where this process has read it before. Throws `internal` when it is gone. */
export const loadVersion = async (
  app: App,
  organisationId: OrganisationId,
  versionId: string,
): Promise<CachedVersion> => {
  const key = `${organisationId}/${versionId}`;
  const cached = versionCache.get(key);
  if (cached) return cached;
  const [row] = await app.db.transaction({ organisationId }, (tx) =>
    tx.query<ContentRow>('SELECT content, size_bytes FROM source_version WHERE organisation_id = $1 AND id = $2', [
      organisationId,
      versionId,
    ]),
  );
  if (!row) throw new DomainError('internal', `Source version ${versionId} has gone.`);
  return versionCache.set(key, { ...parts(row.content), sizeBytes: row.size_bytes });
};

/** A text source is kept as `{ text }`, rows as their list. */
const parts = (content: JsonValue): { data: JsonValue; text: string } => {
  if (typeof content === 'object' && content !== null && !Array.isArray(content) && typeof content.text === 'string') {
    return { data: content.text, text: content.text };
  }
  return { data: content, text: JSON.stringify(content) };
};
