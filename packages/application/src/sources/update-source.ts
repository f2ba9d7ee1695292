import { type Actor, DomainError, slugSchema, sourceSpecSchema, userIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { storeSecret } from '../secrets/store-secret.ts';
import { requireOwner } from './require-owner.ts';
import { requireLiveSource, type SourceRecord } from './source-row.ts';
import { destinationOf, sourceSecretName, withOwnSecret } from './source-secret.ts';

const { name, description, authority, dataClass, freshnessLimitMinutes, fields, config } = sourceSpecSchema.shape;

export const updateSourceInput = z.object({
  slug: slugSchema,
  /** Only what changes. Key and kind stay; workflows refer to them. */
  changes: z.object({
    name: name.optional(),
    // Defaults are for new sources: what is not sent does not change.
    description: description.unwrap().optional(),
    authority: authority.optional(),
    dataClass: dataClass.optional(),
    freshnessLimitMinutes: freshnessLimitMinutes.unwrap().optional(),
    fields: fields.unwrap().optional(),
    config: config.optional(),
    ownerId: userIdSchema.nullable().optional(),
    secret: z.string().trim().min(1).max(4000).optional(),
  }),
});
export type UpdateSourceInput = z.input<typeof updateSourceInput>;
type Changes = z.output<typeof updateSourceInput>['changes'];

/** Changes what is said about a source; its content stays. Throws `conflict` when the kind would change. */
export const updateSource = async (app: App, actor: Actor, raw: UpdateSourceInput): Promise<void> => {
  authorise(actor, 'sources.edit');
  const { slug, changes } = updateSourceInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx) => {
    const source = await requireLiveSource(tx, actor.organisationId, slug, { forUpdate: true });
    await requireOwner(tx, actor.organisationId, changes.ownerId);
    const next = merge(source, changes);
    if (changes.secret !== undefined) {
      await storeSecret(app, tx, actor.organisationId, sourceSecretName(source.slug), changes.secret);
    }
    await tx.execute(
      `UPDATE source SET name = $3, description = $4, authority = $5, data_class = $6, freshness_limit_minutes = $7,
                         fields = $8, config = $9, owner_id = $10
       WHERE organisation_id = $1 AND id = $2`,
      [
        actor.organisationId,
        source.id,
        next.name,
        next.description,
        next.authority,
        next.dataClass,
        next.freshnessLimitMinutes,
        JSON.stringify(next.fields),
        JSON.stringify(next.config),
        next.ownerId,
      ],
    );
    const changed = listChanged(source, next, changes.secret !== undefined);
    if (changed.length === 0) return;
    const target = { id: source.id, label: next.name };
    await appendAudit(tx, actor, app.now(), { type: 'source.updated', target, payload: { changed } });
  });
};

const merge = (source: SourceRecord, { secret, config, ...changes }: Changes): SourceRecord => {
  const present = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const next: SourceRecord = { ...source, ...present };
  if (!config)
    return secret === undefined ? next : { ...next, config: withOwnSecret(source.config, source.slug, true) };
  if (config.kind !== source.config.kind) {
    throw new DomainError('conflict', 'The kind of a source cannot change. Register a new one.');
  }
  const hadSecret = source.config.kind === 'http' && source.config.bearerSecret !== undefined;
  if (hadSecret && secret === undefined && destinationOf(config) !== destinationOf(source.config)) {
    throw new DomainError('invalid_input', 'The address leads elsewhere now: give the bearer token again.');
  }
  return { ...next, config: withOwnSecret(config, source.slug, hadSecret || secret !== undefined) };
};

const labels: Partial<Record<keyof SourceRecord, string>> = {
  name: 'name',
  description: 'description',
  authority: 'authority',
  dataClass: 'data class',
  freshnessLimitMinutes: 'freshness limit',
  fields: 'fields',
  config: 'connection',
  ownerId: 'owner',
};

const listChanged = (before: SourceRecord, after: SourceRecord, hasNewSecret: boolean): string[] => {
  const changed: string[] = [];
  for (const key of Object.keys(before) as (keyof SourceRecord)[]) {
    const label = labels[key];
    if (label && JSON.stringify(before[key]) !== JSON.stringify(after[key])) changed.push(label);
  }
  return hasNewSecret ? [...changed, 'credential'] : changed;
};
