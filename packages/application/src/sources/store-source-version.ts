import { createHash } from 'node:crypto';
import type { SourceContent } from '@switchyard/connectors';
import { newId, type Tx } from '@switchyard/db';
import { type Actor, DomainError, type OrganisationId, type SourceVersionId } from '@switchyard/domain';
import { appendAudit } from '../audit/append-audit.ts';
import type { SourceRecord } from './source-row.ts';

export interface StoredVersion {
  readonly versionId: SourceVersionId;
  readonly number: number;
  /** False when the content was the same as before: nothing was added. */
  readonly isNew: boolean;
}

interface CurrentRow {
  readonly id: SourceVersionId;
  readonly number: number;
  readonly hash: string;
}

/** Content in its stored form, with hash and size; made before the transaction because it may be 20 MB. */
export const packContent = (content: SourceContent) => {
  const json = JSON.stringify(content.kind === 'rows' ? content.rows : { text: content.text });
  return {
    json,
    hash: createHash('sha256').update(json).digest('hex'),
    bytes: Buffer.byteLength(json),
    rows: content.kind === 'rows' ? content.rows.length : 1,
  };
};
export type PackedContent = ReturnType<typeof packContent>;

/**
 * Makes `packed` the current content of a source whose row the caller has locked. The same content again only confirms
 * the current version: the source is as fresh as now, and no version is added.
 */
export const storeSourceVersion = async (
  tx: Tx,
  actor: Actor,
  at: Date,
  source: Pick<SourceRecord, 'id' | 'name' | 'currentVersionId'>,
  packed: PackedContent,
): Promise<StoredVersion> => {
  const current = await findCurrent(tx, actor.organisationId, source.currentVersionId);
  if (current?.hash === packed.hash) {
    await markChecked(tx, source.id, current.id, at);
    return { versionId: current.id, number: current.number, isNew: false };
  }
  const versionId = newId<SourceVersionId>();
  const number = (current?.number ?? 0) + 1;
  await insertVersion(tx, { actor, at, source, packed, versionId, number });
  await markChecked(tx, source.id, versionId, at);
  await appendAudit(tx, actor, at, {
    type: 'source.version-recorded',
    target: { id: source.id, label: source.name },
    payload: { versionId, contentHash: packed.hash, rows: packed.rows, bytes: packed.bytes },
  });
  return { versionId, number, isNew: true };
};

const findCurrent = async (
  tx: Tx,
  organisationId: OrganisationId,
  versionId: string | null,
): Promise<CurrentRow | undefined> => {
  if (versionId === null) return undefined;
  const [row] = await tx.query<CurrentRow>(
    'SELECT id, number, hash FROM source_version WHERE organisation_id = $1 AND id = $2',
    [organisationId, versionId],
  );
  return row;
};

interface NewVersion {
  readonly actor: Actor;
  readonly at: Date;
  readonly source: Pick<SourceRecord, 'id' | 'name'>;
  readonly packed: PackedContent;
  readonly versionId: SourceVersionId;
  readonly number: number;
}

const insertVersion = async (tx: Tx, version: NewVersion): Promise<void> => {
  const { actor, at, source, packed, versionId, number } = version;
  const createdById = actor.kind === 'user' ? actor.userId : null;
  try {
    await tx.execute(
      `INSERT INTO source_version (id, organisation_id, source_id, number, hash, content, row_count, size_bytes,
                                   fetched_at, created_by_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        versionId,
        actor.organisationId,
        source.id,
        number,
        packed.hash,
        packed.json,
        packed.rows,
        packed.bytes,
        at,
        createdById,
      ],
    );
  } catch (cause) {
    // 22P02, 22P05: text such as a lone surrogate, which JSON can write and Postgres cannot hold.
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
    if (!code.startsWith('22P0')) throw cause;
    throw new DomainError('invalid_input', `The content of “${source.name}” has characters that cannot be stored.`, {
      cause,
    });
  }
};

const markChecked = (tx: Tx, sourceId: string, versionId: string, at: Date) =>
  tx.execute('UPDATE source SET current_version_id = $2, last_checked_at = $3, last_error = NULL WHERE id = $1', [
    sourceId,
    versionId,
    at,
  ]);
