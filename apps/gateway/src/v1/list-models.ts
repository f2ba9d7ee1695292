import { type App, type CallModel, listCallModels, type VirtualKey } from '@switchyard/application';
import { DomainError, type JsonObject } from '@switchyard/domain';
import type { Family } from './wire-error.ts';

/** Neither lab's clients use it, and both want it. */
const created = 1_767_225_600;

const describe = ({ id, name, ownedBy }: CallModel, family: Family): JsonObject =>
  family === 'anthropic'
    ? { type: 'model', id, display_name: name, created_at: '2026-01-01T00:00:00Z' }
    : { id, object: 'model', created, owned_by: ownedBy };

/** `/v1/models`, or one of them. Throws `not_found`. */
export const answerModels = async (
  app: App,
  key: VirtualKey,
  id: string | null,
  family: Family,
): Promise<JsonObject> => {
  const models = await listCallModels(app, key);
  if (id !== null) {
    const found = models.find((model) => model.id === id);
    if (found) return describe(found, family);
    throw new DomainError('not_found', `There is no model “${id}” here. GET /v1/models lists what this key may name.`);
  }
  const data = models.map((model) => describe(model, family));
  if (family === 'openai') return { object: 'list', data };
  return { data, has_more: false, first_id: models[0]?.id ?? null, last_id: models.at(-1)?.id ?? null };
};
