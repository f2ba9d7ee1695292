import type { StoredFormOf } from '../payloads/pack-large.ts';
import { packItems } from '../payloads/run-values.ts';
import type { TransitionWork } from './transition-work.ts';

/** Writes the items this transition has added and ended so far, and forgets them. */
export const writeItems = async (work: TransitionWork): Promise<void> => {
  const formOf = await packItems(work);
  sendItems(work, formOf);
  if (work.endedItems.length === 0) return;
  await work.tx.execute(endedStatement, endedValues(work, formOf));
  work.endedItems.length = 0;
};

/** The same, travelling with the commit. */
export const sendItems = (work: TransitionWork, formOf: StoredFormOf): void => {
  const { organisationId, id: runId } = work.run;
  for (const { stepId, from, values, key } of work.newItems) {
    work.tx.send(
      `INSERT INTO each_item (organisation_id, run_id, step_id, index, value, added_by_key)
       SELECT $1, $2, $3, $4 + place - 1, value, CASE WHEN place = 1 THEN $6 END
       FROM jsonb_array_elements($5::jsonb) WITH ORDINALITY AS item (value, place)`,
      [organisationId, runId, stepId, from, JSON.stringify(values.map(formOf)), key ?? null],
    );
  }
  work.newItems.length = 0;
};

export const sendEndedItems = (work: TransitionWork, formOf: StoredFormOf): void => {
  if (work.endedItems.length === 0) return;
  work.tx.send(endedStatement, endedValues(work, formOf));
};

const endedStatement = `
  UPDATE each_item SET status = ended.status, result = ended.result, error = ended.error, finished_at = $2
  FROM jsonb_to_recordset($1::jsonb) AS ended ("stepId" uuid, index int, status text, result jsonb, error jsonb)
  WHERE each_item.step_id = ended."stepId" AND each_item.index = ended.index`;

const endedValues = (work: TransitionWork, formOf: StoredFormOf): [string, Date] => [
  JSON.stringify(work.endedItems.map((item) => ({ ...item, result: formOf(item.result) }))),
  work.at,
];
