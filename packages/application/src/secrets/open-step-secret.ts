import type { Tx } from '@switchyard/db';
import { DomainError, type OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { managedBySql } from './list-secrets.ts';
import { openSecret } from './store-secret.ts';

/**
 * The plain text of a secret that steps may send. Keys of suppliers, sources and webhooks are not among them: whoever may
 * edit a workflow must not be able to have them sent somewhere. Publishing refuses them; this asks again at the last moment.
 */
export const openStepSecret = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  name: string,
): Promise<string> => {
  const [row] = await tx.query<{ id: string }>(
    `SELECT s.id FROM secret s WHERE s.organisation_id = $1 AND s.name = $2 AND ${managedBySql} IS NULL`,
    [organisationId, name],
  );
  if (!row) {
    throw new DomainError(
      'not_found',
      `There is no secret “${name}” that steps may use. Store it under Settings → Secrets.`,
    );
  }
  return openSecret(app, tx, organisationId, { id: row.id });
};
