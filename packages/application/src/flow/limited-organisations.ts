import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';

/** How long a change of the first limit made by another process may go unseen. */
const knownForMs = 1000;

interface Known {
  readonly untilMs: number;
  readonly ids: ReadonlySet<OrganisationId>;
}

const known = new WeakMap<App, Known>();

/** The organisations that have limits, as of a second ago at most. */
export const findLimitedOrganisations = async (app: App): Promise<ReadonlySet<OrganisationId>> => {
  const fresh = known.get(app);
  if (fresh && performance.now() < fresh.untilMs) return fresh.ids;
  const rows = await app.db.queryOnce<{ organisation_id: OrganisationId }>(
    'system',
    'SELECT DISTINCT organisation_id FROM flow_limit',
    [],
  );
  const ids = new Set(rows.map(({ organisation_id }) => organisation_id));
  known.set(app, { untilMs: performance.now() + knownForMs, ids });
  return ids;
};

/** Whether an organisation had limits when this process last looked. Claims look for themselves. */
export const hasLimits = (app: App, organisationId: OrganisationId): boolean =>
  known.get(app)?.ids.has(organisationId) ?? false;

/** After limits were changed in this process. */
export const forgetLimited = (app: App): void => {
  known.delete(app);
};

/*
 * Who looks for a free place again and again takes the lock of the limits from those who have something to do. An organisation
 * that gave less than was asked for is left alone for a moment, or until this process has finished one of its steps.
 */
const restsUntilMs = new WeakMap<App, Map<OrganisationId, number>>();

export const isResting = (app: App, organisationId: OrganisationId): boolean =>
  (restsUntilMs.get(app)?.get(organisationId) ?? 0) > performance.now();

export const rest = (app: App, organisationId: OrganisationId, ms: number): void => {
  const rests = restsUntilMs.get(app) ?? new Map<OrganisationId, number>();
  restsUntilMs.set(app, rests.set(organisationId, performance.now() + ms));
};

export const endRest = (app: App, organisationId: OrganisationId): void => {
  restsUntilMs.get(app)?.delete(organisationId);
};
