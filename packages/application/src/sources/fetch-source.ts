import { readHttpJson, readPostgresTable, type SourceContent } from '@switchyard/connectors';
import { DomainError, type OrganisationId, type SourceConfig } from '@switchyard/domain';
import type { App } from '../app.ts';
import type { SourceRecord } from './source-row.ts';
import { findSourceSecret } from './source-secret.ts';

/** What an http or postgres origin answers now, with the credential in plain text. Throws what the readers throw. */
export const readOrigin = (
  app: App,
  config: Exclude<SourceConfig, { kind: 'upload' }>,
  secret: string | null,
): Promise<SourceContent> =>
  config.kind === 'http'
    ? readHttpJson(app.outbound.request, { url: config.url, rowsPath: config.rowsPath, bearerToken: secret })
    : readPostgresTable({
        connectionString: secret ?? '',
        schema: config.schema,
        table: config.table,
        allowedHosts: app.outbound.allowedHosts,
      });

/** Reads a registered source at its origin. Holds no transaction while it waits for the network. */
export const fetchSource = async (
  app: App,
  organisationId: OrganisationId,
  source: Pick<SourceRecord, 'name' | 'config'>,
): Promise<SourceContent> => {
  const { config } = source;
  if (config.kind === 'upload') {
    throw new DomainError('not_permitted_now', `“${source.name}” is uploaded; upload a newer file to refresh it.`);
  }
  const secret = await app.db.transaction({ organisationId }, (tx) =>
    findSourceSecret(app, tx, organisationId, config),
  );
  return readOrigin(app, config, secret);
};
