import type { Tx } from '@switchyard/db';
import { DomainError, type OrganisationId, type TaskSpec } from '@switchyard/domain';
import type { Evidence, GradedOutcomes, RoutableSupplier } from '@switchyard/routing';
import {
  type AdoptedClassifier,
  type ClassifierModel,
  createClassifierSupplier,
  findLabelField,
  parseModel,
} from '@switchyard/suppliers';
import type { App } from '../app.ts';
import { createByteCache } from '../byte-cache.ts';

/** The version that answers for a task, with what routing believes of it. */
export interface AdoptedVersion {
  readonly id: string;
  readonly number: number;
  readonly modelHash: string;
  readonly cases: number;
  readonly answered: number;
  readonly answeredRight: number;
}

/** The adopted version of a task's classifier, or null. One indexed row; the model is not read. */
export const findAdoptedVersion = async (
  tx: Tx,
  organisationId: OrganisationId,
  taskId: string,
): Promise<AdoptedVersion | null> => {
  const [row] = await tx.query<AdoptedVersion>(
    `SELECT v.id, v.number, v.model_hash AS "modelHash", (v.evaluation->>'cases')::int AS cases,
            (v.evaluation->>'answered')::int AS answered, (v.evaluation->>'answeredRight')::int AS "answeredRight"
     FROM classifier c JOIN classifier_version v ON v.id = c.adopted_version_id
     WHERE c.organisation_id = $1 AND c.task_id = $2`,
    [organisationId, taskId],
  );
  return row ?? null;
};

const whyNotApplicable = (task: Pick<TaskSpec, 'input' | 'output'>, adopted: AdoptedVersion | null): string | null => {
  const found = findLabelField(task);
  if (!found.ok) return found.reason;
  return adopted === null ? 'No classifier is trained and adopted for this task.' : null;
};

/** Suppliers as the router sees them for this task: a classifier without an adopted version cannot do it. */
export const withClassifier = <Supplier extends RoutableSupplier>(
  suppliers: readonly Supplier[],
  task: Pick<TaskSpec, 'input' | 'output'>,
  adopted: AdoptedVersion | null,
): Supplier[] => {
  const notApplicable = whyNotApplicable(task, adopted);
  if (notApplicable === null) return [...suppliers];
  return suppliers.map((supplier) => (supplier.kind === 'classifier' ? { ...supplier, notApplicable } : supplier));
};

/**
 * Evidence with what the adopted version showed on cases it had not seen. It belongs to the version, not to the supplier: another
 * version brings its own, so that going back takes the evidence back too.
 */
export const withHeldOutEvidence = (
  evidence: Evidence,
  suppliers: readonly RoutableSupplier[],
  adopted: AdoptedVersion | null,
): Evidence => {
  if (adopted === null) return evidence;
  const outcomes: Record<string, GradedOutcomes> = { ...evidence.outcomes };
  for (const { slug } of suppliers.filter(({ kind }) => kind === 'classifier')) {
    const known = outcomes[slug] ?? { graded: 0, succeeded: 0 };
    outcomes[slug] = {
      ...known,
      graded: known.graded + adopted.answered,
      succeeded: known.succeeded + adopted.answeredRight,
      attempted: (known.attempted ?? 0) + adopted.cases,
      accepted: (known.accepted ?? 0) + adopted.answered,
    };
  }
  return { ...evidence, outcomes };
};

/** Models in memory by organisation and hash. A model takes some megabytes, about as many as it is stored in. */
const models = createByteCache<ClassifierModel>(48 * 1024 * 1024);

/** The model of a version, from memory or the database. Throws `payload_lost` for a damaged one. */
export const loadModel = async (
  app: App,
  organisationId: OrganisationId,
  version: Pick<AdoptedVersion, 'id' | 'modelHash'>,
): Promise<ClassifierModel> => {
  const key = `${organisationId}/${version.modelHash}`;
  const known = models.get(key);
  if (known) return known;
  const [row] = await app.db.queryOnce<{ model: Buffer }>(
    { organisationId },
    'SELECT model FROM classifier_version WHERE organisation_id = $1 AND id = $2',
    [organisationId, version.id],
  );
  if (!row) throw new DomainError('not_found', 'This version of the classifier is no longer there.');
  const model = parseModel(row.model);
  models.set(key, model, row.model.length);
  return model;
};

/** The supplier that answers by this version; without one it declines everything. */
export const classifierSupplierOf = async (
  app: App,
  organisationId: OrganisationId,
  version: AdoptedVersion | null,
) => {
  const adopted: AdoptedClassifier | null = version && {
    number: version.number,
    model: await loadModel(app, organisationId, version),
  };
  return createClassifierSupplier(adopted);
};
