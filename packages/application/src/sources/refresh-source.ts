import { applyFields } from '@switchyard/connectors';
import { type Actor, DomainError, isDomainError, slugSchema, toFailure } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { fetchSource } from './fetch-source.ts';
import { requireLiveSource, type SourceRecord } from './source-row.ts';
import { packContent, type StoredVersion, storeSourceVersion } from './store-source-version.ts';

export const refreshSourceInput = z.object({ slug: slugSchema });
export type RefreshSourceInput = z.input<typeof refreshSourceInput>;

/**
 * Reads an http or postgres source again and records a new version when it changed. When the origin is down, the error
 * is kept on the source, the current version stays what it was, and `source_unavailable` is thrown.
 */
export const refreshSource = async (app: App, actor: Actor, raw: RefreshSourceInput): Promise<StoredVersion> => {
  authorise(actor, 'sources.edit');
  const { slug } = refreshSourceInput.parse(raw);
  const source = await app.db.transaction(tenant(actor), (tx) => requireLiveSource(tx, actor.organisationId, slug));
  if (source.config.kind === 'upload') {
    throw new DomainError('not_permitted_now', `“${source.name}” is uploaded; upload a newer file to refresh it.`);
  }
  return fetchAndStore(app, actor, source);
};

/** Refreshes under way in this process, by source: a hundred steps that find a source stale fetch it once. */
const underWay = new Map<string, Promise<StoredVersion>>();

/** The part of refreshing that steps share with people: no permission is asked, the caller has. */
export const fetchAndStore = (app: App, actor: Actor, source: SourceRecord): Promise<StoredVersion> => {
  const running = underWay.get(source.id);
  if (running) return running;
  const started = fetchOnce(app, actor, source).finally(() => underWay.delete(source.id));
  underWay.set(source.id, started);
  return started;
};

const fetchOnce = async (app: App, actor: Actor, source: SourceRecord): Promise<StoredVersion> => {
  const { organisationId } = actor;
  try {
    const content = applyFields(await fetchSource(app, organisationId, source), source.fields, `“${source.name}”`);
    const packed = packContent(content);
    return await inTransaction(app, { organisationId }, async (tx) => {
      const locked = await requireLiveSource(tx, organisationId, source.slug, { forUpdate: true });
      return storeSourceVersion(tx, actor, app.now(), locked, packed);
    });
  } catch (cause) {
    await recordFailure(app, actor, source, cause);
    if (!isDomainError(cause)) throw cause;
    throw new DomainError('source_unavailable', `“${source.name}” could not be read. ${cause.message}`, {
      details: { slug: source.slug, cause: cause.code },
      retryable: true,
      cause,
    });
  }
};

/** Keeps why it failed where people look. Audited when the source goes down, not on every try while it is. */
const recordFailure = (app: App, actor: Actor, source: SourceRecord, cause: unknown): Promise<void> =>
  inTransaction(app, { organisationId: actor.organisationId }, async (tx) => {
    const { code, message } = toFailure(cause);
    const at = app.now();
    const before = await tx.query<{ was_down: boolean }>(
      'SELECT last_error IS NOT NULL AS was_down FROM source WHERE organisation_id = $1 AND id = $2 FOR UPDATE',
      [actor.organisationId, source.id],
    );
    await tx.execute('UPDATE source SET last_error = $3 WHERE organisation_id = $1 AND id = $2', [
      actor.organisationId,
      source.id,
      JSON.stringify({ code, message, at: at.toISOString() }),
    ]);
    if (before[0]?.was_down !== false) return;
    await appendAudit(tx, actor, at, {
      type: 'source.refresh-failed',
      target: { id: source.id, label: source.name },
      payload: { code, message },
    });
  });
