import { applyFields, parseUpload } from '@switchyard/connectors';
import { type Actor, DomainError, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import type { UploadedFile } from './register-source.ts';
import { requireLiveSource } from './source-row.ts';
import { packContent, type StoredVersion, storeSourceVersion } from './store-source-version.ts';

export const uploadSourceContentInput = z.object({ slug: slugSchema });

/**
 * Makes a file the new version of an uploaded source. The same content again adds no version and confirms that it still
 * holds. Throws `invalid_input` when the bytes are not what the source declares or lack its fields, `too_large`.
 */
export const uploadSourceContent = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof uploadSourceContentInput>,
  file: UploadedFile,
): Promise<StoredVersion> => {
  authorise(actor, 'sources.edit');
  const { slug } = uploadSourceContentInput.parse(raw);
  const source = await app.db.transaction(tenant(actor), (tx) => requireLiveSource(tx, actor.organisationId, slug));
  if (source.config.kind !== 'upload') {
    throw new DomainError('not_permitted_now', `“${source.name}” is read from its origin; refresh it instead.`);
  }
  const packed = packContent(applyFields(parseUpload(file, source.config.format), source.fields, file.name));
  return inTransaction(app, tenant(actor), async (tx) => {
    const locked = await requireLiveSource(tx, actor.organisationId, slug, { forUpdate: true });
    return storeSourceVersion(tx, actor, app.now(), locked, packed);
  });
};
