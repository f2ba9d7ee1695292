import { type App, createWorkflow, publishWorkflow } from '@switchyard/application';
import { newId } from '@switchyard/db';
import { draftDefinitionSchema, type OrganisationId, type UserActor } from '@switchyard/domain';

export interface Tenant {
  readonly actor: UserActor;
  /** Of its one workflow: start → HTTP call → end. */
  readonly slug: string;
}

/** A further organisation with an owner and a published workflow that calls `url`. */
export const joinOrganisation = async (app: App, name: string, url: string): Promise<Tenant> => {
  const organisationId = newId<OrganisationId>();
  const userId = newId<UserActor['userId']>();
  const email = `${name}@bench.local`;
  await app.db.transaction('system', async (tx) => {
    await tx.execute('INSERT INTO organisation (id, slug, name) VALUES ($1, $2, $2)', [
      organisationId,
      `bench-${name}`,
    ]);
    await tx.execute('INSERT INTO app_user (id, organisation_id, email, name, roles) VALUES ($1, $2, $3, $4, $5)', [
      userId,
      organisationId,
      email,
      name,
      ['owner'],
    ]);
  });
  const actor: UserActor = {
    kind: 'user',
    organisationId,
    userId,
    sessionId: newId<UserActor['sessionId']>(),
    name,
    email,
    roles: ['owner'],
    groupIds: [],
  };
  const at = (x: number) => ({ x, y: 0 });
  const definition = draftDefinitionSchema.parse({
    v: 1,
    nodes: [
      { id: 'start', kind: 'start', name: 'Start', position: at(0), config: { triggers: [{ type: 'api' }] } },
      { id: 'call', kind: 'http', name: 'Call', position: at(200), config: { url, isIdempotent: true } },
      { id: 'end', kind: 'end', name: 'End', position: at(400), config: {} },
    ],
    edges: [
      { id: 'e0', from: 'start', to: 'call' },
      { id: 'e1', from: 'call', to: 'end' },
    ],
  });
  const slug = 'bench-fairness';
  const file = { format: 'switchyard-workflow' as const, v: 1 as const, slug, name: slug, description: '', definition };
  const { revision } = await createWorkflow(app, actor, { name: slug, slug, from: { kind: 'file', file } });
  await publishWorkflow(app, actor, { slug, note: 'To be measured.', revision });
  return { actor, slug };
};
