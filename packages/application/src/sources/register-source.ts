import { applyFields, inferFields, parseUpload } from '@switchyard/connectors';
import { newId, type Tx } from '@switchyard/db';
import {
  type Actor,
  DomainError,
  type SourceConfig,
  type SourceId,
  type SourceSpec,
  sourceSpecSchema,
  userIdSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { storeSecret } from '../secrets/store-secret.ts';
import { readOrigin } from './fetch-source.ts';
import { requireOwner } from './require-owner.ts';
import { sourceSecretName, withOwnSecret } from './source-secret.ts';
import { packContent, storeSourceVersion } from './store-source-version.ts';

export interface UploadedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const registerSourceInput = z.object({
  spec: sourceSpecSchema,
  /** Bearer token of an http source, connection string of a postgres source. Stored sealed, never shown again. */
  secret: z.string().trim().min(1).max(4000).optional(),
  /** Person who answers for the content; default: whoever registers it. */
  ownerId: userIdSchema.optional(),
});
export type RegisterSourceInput = z.input<typeof registerSourceInput>;

export interface RegisteredSource {
  readonly id: SourceId;
  readonly slug: string;
}

/**
 * Registers a source of truth, with its first content: an uploaded `file`, or what its origin answers now. Everything or
 * nothing: content that cannot be read or does not have the described fields registers no source.
 * Throws `conflict` for a slug in use, and what parsing or reading throws.
 */
export const registerSource = async (
  app: App,
  actor: Actor,
  raw: RegisterSourceInput,
  file?: UploadedFile,
): Promise<RegisteredSource> => {
  authorise(actor, 'sources.edit');
  const { spec, secret, ownerId } = registerSourceInput.parse(raw);
  requireSecret(spec.config, secret);
  const content = await readFirst(app, spec, secret, file);
  const fields = spec.fields.length > 0 ? spec.fields : inferFields(content);
  const packed = packContent(applyFields(content, fields, `“${spec.name}”`));
  const id = newId<SourceId>();
  const config = withOwnSecret(spec.config, spec.slug, secret !== undefined);
  const owner = ownerId ?? (actor.kind === 'user' ? actor.userId : null);
  await inTransaction(app, tenant(actor), async (tx) => {
    await requireFreeSlug(tx, actor, spec.slug);
    await requireOwner(tx, actor.organisationId, ownerId);
    if (secret !== undefined) await storeSecret(app, tx, actor.organisationId, sourceSecretName(spec.slug), secret);
    await tx.execute(
      `INSERT INTO source (id, organisation_id, slug, name, description, kind, authority, data_class,
                           freshness_limit_minutes, fields, config, owner_id, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        id,
        actor.organisationId,
        spec.slug,
        spec.name,
        spec.description,
        config.kind,
        spec.authority,
        spec.dataClass,
        spec.freshnessLimitMinutes,
        JSON.stringify(fields),
        JSON.stringify(config),
        owner,
        app.now(),
      ],
    );
    await appendAudit(tx, actor, app.now(), {
      type: 'source.registered',
      target: { id, label: spec.name },
      payload: { slug: spec.slug, kind: config.kind, authority: spec.authority, dataClass: spec.dataClass },
    });
    await storeSourceVersion(tx, actor, app.now(), { id, name: spec.name, currentVersionId: null }, packed);
  });
  return { id, slug: spec.slug };
};

const requireSecret = (config: SourceConfig, secret: string | undefined): void => {
  if (config.kind === 'postgres' && secret === undefined) {
    throw new DomainError('invalid_input', 'Give the connection string: postgres://user:password@host:5432/database.');
  }
};

const readFirst = async (app: App, spec: SourceSpec, secret: string | undefined, file: UploadedFile | undefined) => {
  const { config } = spec;
  if (config.kind !== 'upload') return readOrigin(app, config, secret ?? null);
  if (!file) throw new DomainError('invalid_input', 'Choose the file to upload.');
  return parseUpload(file, config.format);
};

const requireFreeSlug = async (tx: Tx, actor: Actor, slug: string): Promise<void> => {
  const [taken] = await tx.query<{ name: string; archived_at: Date | null }>(
    'SELECT name, archived_at FROM source WHERE organisation_id = $1 AND slug = $2',
    [actor.organisationId, slug],
  );
  if (!taken) return;
  const state = taken.archived_at ? ' (archived)' : '';
  throw new DomainError('conflict', `The key ${slug} belongs to the source “${taken.name}”${state}. Choose another.`);
};
