import { auditLogOrigin, type NoteSigner, parseSigningKey } from '@switchyard/audit';
import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';

/** The key that signs this installation's checkpoints, or null when none is configured. Throws `invalid_input` for a broken one. */
export const findAuditSigner = (app: App): NoteSigner | null =>
  app.settings.auditSigningKey === null ? null : parseSigningKey(app.settings.auditSigningKey);

/** Every organisation has a log of its own, so that it can be exported and verified by itself. */
export const originOf = (signer: NoteSigner, organisationId: OrganisationId): string =>
  auditLogOrigin(signer.name, organisationId);
