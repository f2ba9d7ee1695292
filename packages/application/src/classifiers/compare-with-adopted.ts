import { classify, type HeldOutLabel } from '@switchyard/suppliers';
import type { App } from '../app.ts';
import { type AdoptedVersion, findAdoptedVersion, loadModel } from './adopted-classifier.ts';
import type { HeldTraining } from './claim-training.ts';
import { compareHeldOut, type HeldOutVerdict, type VersionComparison } from './compare-held-out.ts';
import { heldOutSchema, unpackHeldOut } from './held-out-record.ts';
import type { LoadedCases } from './load-training-cases.ts';

export interface ComparedWithAdopted {
  readonly adopted: AdoptedVersion;
  readonly comparison: VersionComparison;
}

const verdict = ({ label, isAnswered }: HeldOutLabel, right: string): HeldOutVerdict => ({
  isAnswered,
  isRight: label === right,
});

/**
 * The new version against the adopted one on the same cases. A case that the adopted version was trained on is judged by what a model without
 * it said then; one that came later is asked now. So neither ever judges what it has seen. Null: none is adopted.
 */
export const compareWithAdopted = async (
  app: App,
  { organisationId, taskId }: HeldTraining,
  { ids, cases }: LoadedCases,
  answers: readonly HeldOutLabel[],
): Promise<ComparedWithAdopted | null> => {
  const adopted = await app.db.transaction({ organisationId }, (tx) => findAdoptedVersion(tx, organisationId, taskId));
  if (!adopted) return null;
  const [row] = await app.db.queryOnce<{ held_out: unknown }>(
    { organisationId },
    'SELECT held_out FROM classifier_version WHERE organisation_id = $1 AND id = $2',
    [organisationId, adopted.id],
  );
  const before = unpackHeldOut(heldOutSchema.parse(row?.held_out));
  const model = await loadModel(app, organisationId, adopted);
  const pairs = cases.flatMap(({ texts, label }, at) => {
    const after = answers[at];
    if (!after) return [];
    const known = before.get(ids[at] ?? '');
    if (known) return [[verdict(known, label), verdict(after, label)] as const];
    const fresh = classify(model, texts);
    return [
      [verdict({ label: fresh.label, isAnswered: fresh.declined === null }, label), verdict(after, label)] as const,
    ];
  });
  return { adopted, comparison: compareHeldOut(adopted.number, pairs) };
};
