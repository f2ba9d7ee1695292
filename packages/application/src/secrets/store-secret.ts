import { randomBytes } from 'node:crypto';
import { newId, type Tx } from '@switchyard/db';
import { DomainError, type OrganisationId, type SecretId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { seal, unseal } from './secret-box.ts';

const contextOf = (organisationId: string, secretId: string, version: number) =>
  `switchyard/secret/${organisationId}/${secretId}/${version}`;

interface DataKeyRow {
  readonly id: string;
  readonly wrapped_key: Buffer;
}

/** The data key of an organisation, made when it has none. Keep it no longer than it is used. */
export const requireDataKey = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
): Promise<{ id: string; key: Buffer }> => {
  const find = () =>
    tx.query<DataKeyRow>(
      'SELECT id, wrapped_key FROM data_key WHERE organisation_id = $1 ORDER BY created_at LIMIT 1',
      [organisationId],
    );
  const [existing] = await find();
  if (existing) return { id: existing.id, key: app.secrets.unwrapDataKey(organisationId, existing.wrapped_key) };
  // Two first secrets at once: the lock lets one create the key, the other finds it.
  await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`data-key/${organisationId}`]);
  const [created] = await find();
  if (created) return { id: created.id, key: app.secrets.unwrapDataKey(organisationId, created.wrapped_key) };
  const id = newId();
  const key = randomBytes(32);
  await tx.execute('INSERT INTO data_key (id, organisation_id, wrapped_key, master_key_id) VALUES ($1, $2, $3, $4)', [
    id,
    organisationId,
    app.secrets.wrapDataKey(organisationId, key),
    app.secrets.masterKeyId,
  ]);
  return { id, key };
};

/** Creates or replaces the secret `name` of the organisation inside the caller's transaction; the caller audits. */
export const storeSecret = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  name: string,
  plain: string,
): Promise<SecretId> => {
  const dataKey = await requireDataKey(app, tx, organisationId);
  // Two who store a secret of this name for the first time find no row to wait at: the second waits here.
  await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`secret/${organisationId}/${name}`]);
  const [existing] = await tx.query<{ id: SecretId; version: number }>(
    'SELECT id, version FROM secret WHERE organisation_id = $1 AND name = $2 FOR UPDATE',
    [organisationId, name],
  );
  const id = existing?.id ?? newId<SecretId>();
  const version = (existing?.version ?? 0) + 1;
  const sealed = seal(dataKey.key, Buffer.from(plain), contextOf(organisationId, id, version));
  // Four characters help to recognise a long key; of a short secret they would reveal too much.
  const lastFour = plain.length >= 16 ? plain.slice(-4) : '';
  await tx.execute(
    `INSERT INTO secret (id, organisation_id, name, data_key_id, version, sealed, last_four)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (id) DO UPDATE SET data_key_id = $4, version = $5, sealed = $6, last_four = $7, updated_at = now()`,
    [id, organisationId, name, dataKey.id, version, sealed, lastFour],
  );
  return id;
};

/** A secret as it is stored, with the data key that opens it. */
export interface SealedSecret {
  readonly id: string;
  readonly version: number;
  readonly sealed: Buffer;
  readonly wrapped_key: Buffer;
}

/** The plain text of a secret that has been read with something else. Keep the value no longer than it is used. */
export const unsealSecret = (app: App, organisationId: OrganisationId, secret: SealedSecret): string => {
  const dataKey = app.secrets.unwrapDataKey(organisationId, secret.wrapped_key);
  return unseal(dataKey, secret.sealed, contextOf(organisationId, secret.id, secret.version)).toString();
};

/** The plain text of a secret, by id or name. Call it where the value is used, and keep the value no longer than that. */
export const openSecret = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  by: { readonly id: string } | { readonly name: string },
): Promise<string> => {
  const [column, value] = 'id' in by ? (['s.id', by.id] as const) : (['s.name', by.name] as const);
  const [row] = await tx.query<SealedSecret>(
    `SELECT s.id, s.version, s.sealed, k.wrapped_key FROM secret s JOIN data_key k ON k.id = s.data_key_id
     WHERE s.organisation_id = $1 AND ${column} = $2`,
    [organisationId, value],
  );
  if (!row) throw new DomainError('not_found', 'This secret does not exist. Store it under Settings → Secrets.');
  return unsealSecret(app, organisationId, row);
};
