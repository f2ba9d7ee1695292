import {
  type Actor,
  type DataClass,
  DomainError,
  datasetIdSchema,
  highestDataClass,
  type JsonObject,
  type JsonValue,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireDataset } from './dataset-record.ts';
import { casesMax, countCases, type NewCase, storeCases } from './store-cases.ts';

export const answerOffersInput = z.object({
  datasetId: datasetIdSchema,
  ids: z.array(z.uuid()).min(1).max(100),
  /** Takes them in, or leaves them; left ones are erased. */
  isTaken: z.boolean(),
});
export const answeredOffersSchema = z.object({ taken: z.int(), left: z.int() });

interface OfferRow {
  readonly input: JsonObject;
  readonly expected: JsonValue;
  readonly sources: NonNullable<NewCase['sources']>;
  readonly origin: string;
  readonly runId: string | null;
  readonly stepId: string | null;
  readonly personId: string | null;
  readonly personLabel: string;
  readonly dataClass: DataClass;
}

const toCase = ({ runId, stepId, personId, personLabel, origin: _origin, ...offer }: OfferRow): NewCase => ({
  ...offer,
  ...(runId === null ? {} : { runId }),
  ...(stepId === null ? {} : { stepId }),
  ...(personId === null ? {} : { person: { id: personId, label: personLabel } }),
});

/**
 * Takes offered corrections into their dataset, where they replace what it said of the same inputs, or leaves them for good. What
 * somebody else answered meanwhile is passed over. Throws `not_found`, `too_large` when the dataset is full.
 */
export const answerOffers = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof answerOffersInput>,
): Promise<z.infer<typeof answeredOffersSchema>> => {
  authorise(actor, 'evals.manage');
  const { datasetId, ids, isTaken } = answerOffersInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const dataset = await requireDataset(tx, organisationId, datasetId, { forUpdate: true });
    const target = { id: dataset.id, label: dataset.name };
    const offers = await tx.query<OfferRow>(
      `DELETE FROM offered_case WHERE organisation_id = $1 AND dataset_id = $2 AND id = ANY($3::uuid[])
       RETURNING input, expected, sources, origin, run_id AS "runId", step_id AS "stepId", person_id AS "personId",
                 person_label AS "personLabel", data_class AS "dataClass"`,
      [organisationId, datasetId, ids],
    );
    if (offers.length === 0) return { taken: 0, left: 0 };
    if (!isTaken) {
      const payload = { declined: offers.length };
      await appendAudit(tx, actor, app.now(), { type: 'dataset.offers-declined', target, payload });
      return { taken: 0, left: offers.length };
    }
    if ((await countCases(tx, organisationId, datasetId)) + offers.length > casesMax) {
      throw new DomainError('too_large', `A dataset holds at most ${casesMax} cases. Take some out first.`);
    }
    const dataClass = highestDataClass(offers.map((offer) => offer.dataClass));
    for (const origin of new Set(offers.map((offer) => offer.origin))) {
      const cases = offers.filter((offer) => offer.origin === origin).map(toCase);
      const storing = { origin, at: app.now(), dataClass, replaces: true };
      const added = await storeCases(tx, { ...dataset, organisationId }, cases, storing);
      const payload = { origin, added, dataClass: highestDataClass([dataset.dataClass, dataClass]) };
      await appendAudit(tx, actor, app.now(), { type: 'dataset.cases-added', target, payload });
    }
    return { taken: offers.length, left: 0 };
  });
};
