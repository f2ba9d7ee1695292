import type { Tx } from '@switchyard/db';
import type { OrganisationId, SourceConfig } from '@switchyard/domain';
import type { App } from '../app.ts';
import { openSecret } from '../secrets/store-secret.ts';

/**
 * The only secret a source may use. A name that an editor could choose freely would send any stored key to any address
 * they register.
 */
export const sourceSecretName = (slug: string): string => `source-${slug}`;

/** Where a credential would be sent. When it changes, the credential has to be given again. */
export const destinationOf = (config: SourceConfig): string =>
  config.kind === 'http' ? new URL(config.url).origin : config.kind;

/** The config with its own secret named, whatever the caller wrote there. */
export const withOwnSecret = (config: SourceConfig, slug: string, hasSecret: boolean): SourceConfig => {
  if (config.kind === 'postgres') return { ...config, connectionSecret: sourceSecretName(slug) };
  if (config.kind !== 'http') return config;
  const { bearerSecret: _given, ...rest } = config;
  return hasSecret ? { ...rest, bearerSecret: sourceSecretName(slug) } : rest;
};

/** The credential of a source in plain text, or null when it needs none. */
export const findSourceSecret = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  config: SourceConfig,
): Promise<string | null> => {
  const name =
    config.kind === 'postgres' ? config.connectionSecret : config.kind === 'http' ? config.bearerSecret : undefined;
  return name === undefined ? null : openSecret(app, tx, organisationId, { name });
};
