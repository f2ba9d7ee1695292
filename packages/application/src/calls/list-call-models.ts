import { candidateRefOf } from '@switchyard/routing';
import { authorise } from '../access/authorise.ts';
import type { VirtualKey } from '../api-keys/resolve-api-key.ts';
import type { App } from '../app.ts';
import { callRoutingOf } from './call-routing.ts';
import { mayName } from './call-target.ts';

export interface CallModel {
  /** What `model` of a call may say. */
  readonly id: string;
  readonly name: string;
  readonly ownedBy: string;
}

/** What a key may name: `auto`, published tasks, and models of suppliers that are switched on. */
export const listCallModels = async (app: App, key: VirtualKey): Promise<CallModel[]> => {
  authorise(key.actor, 'models.call');
  const { organisationId } = key.actor;
  const { suppliers } = await callRoutingOf(app, organisationId);
  const tasks = await app.db.transaction({ organisationId }, (tx) =>
    tx.query<{ slug: string; name: string }>(
      `SELECT slug, name FROM task
       WHERE organisation_id = $1 AND archived_at IS NULL AND current_version_id IS NOT NULL ORDER BY slug LIMIT 500`,
      [organisationId],
    ),
  );
  const models = suppliers
    .filter(({ isEnabled }) => isEnabled)
    .flatMap((supplier) =>
      supplier.models
        .filter(({ isEnabled }) => isEnabled)
        .map((model) => ({
          id: candidateRefOf(supplier.slug, model.key),
          name: `${supplier.name} ${model.key}`,
          ownedBy: supplier.slug,
        })),
    );
  return [
    { id: 'auto', name: 'The cheapest model that may answer', ownedBy: 'switchyard' },
    ...tasks.map(({ slug, name }) => ({ id: `task/${slug}`, name, ownedBy: 'switchyard' })),
    ...models,
  ].filter(({ id }) => mayName(key, id));
};
