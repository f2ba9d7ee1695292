import type { SqlValue, Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';

const wordsMax = 8;

/** Words of a search, each of which must occur. What is beyond the eighth counts as one word, spaces and all. */
export const toSearchWords = (text: string): string[] => {
  const words = text
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length <= wordsMax) return words;
  return [...words.slice(0, wordsMax - 1), words.slice(wordsMax - 1).join(' ')];
};

const groupedNumber = /^\d{1,3}(,\d{3})+(\.\d+)?$/;

/**
 * A word as it stands in the JSON text of facts: quotes escaped, and a number without the commas it is shown with. Null for what
 * is punctuation only, which would find the syntax.
 */
export const toFactWord = (word: string): string | null => {
  if (!/[\p{L}\p{N}]/u.test(word)) return null;
  return JSON.stringify(groupedNumber.test(word) ? word.replaceAll(',', '') : word).slice(1, -1);
};

const valuesPerWord = 3;
const factTexts = `lower(jsonb_path_query_array(r.content, '$.facts[*].value')::text)`;

interface SearchTarget {
  /** What is read of each row, cheap enough for thousands of them. */
  readonly text: string;
  readonly facts: string | null;
  readonly workflowId: string;
}

const requestTarget: SearchTarget = {
  text: `lower(r.title || ' ' || r.requested_by_label || ' ' || r.run_id::text)`,
  facts: factTexts,
  workflowId: 'r.workflow_id',
};

const ofRun = (column: string): string => `(SELECT run.${column} FROM run WHERE run.id = w.run_id)`;

const workTarget: SearchTarget = {
  text: `lower(w.title || ' ' || ${ofRun('started_by_label')} || ' ' || w.run_id::text)`,
  facts: null,
  workflowId: ofRun('workflow_id'),
};

const wordCondition = ({ text, facts, workflowId }: SearchTarget, first: number): string => {
  const [word, factWord, named] = [first, first + 1, first + 2];
  const inFacts =
    facts === null ? `$${factWord}::text IS NULL AND false` : `strpos(${facts}, lower($${factWord}::text)) > 0`;
  return `(strpos(${text}, lower($${word}::text)) > 0 OR ${workflowId} = ANY($${named}::uuid[]) OR (${inFacts}))`;
};

const conditionOf = (target: SearchTarget, words: number, first: number): string => {
  const each = Array.from({ length: words }, (_, index) => wordCondition(target, first + 1 + index * valuesPerWord));
  return [`($${first}::uuid IS NULL OR ${target.workflowId} = $${first})`, ...each].join(' AND ');
};

/** SQL of a search for so many words, over requests (alias r) and work items (alias w); its parameters begin at `first`. */
export const searchConditions = (
  words: number,
  first: number,
): { readonly requests: string; readonly work: string } => ({
  requests: conditionOf(requestTarget, words, first),
  work: conditionOf(workTarget, words, first),
});

/** Parameters of `searchConditions`. Names of workflows are looked up once, not for each request. */
export const findSearchValues = async (
  tx: Tx,
  organisationId: OrganisationId,
  { words, workflowSlug }: { readonly words: readonly string[]; readonly workflowSlug: string | undefined },
): Promise<{ readonly values: readonly SqlValue[]; readonly isHopeless: boolean }> => {
  const [workflow, named] = await Promise.all([
    workflowSlug === undefined
      ? []
      : tx.query<{ id: string }>('SELECT id FROM workflow WHERE organisation_id = $1 AND slug = $2', [
          organisationId,
          workflowSlug,
        ]),
    tx.query<{ position: number; ids: string[] }>(
      `SELECT word.position::int, ARRAY(
         SELECT w.id::text FROM workflow w WHERE w.organisation_id = $1 AND strpos(lower(w.name), lower(word.text)) > 0) AS ids
       FROM unnest($2::text[]) WITH ORDINALITY AS word (text, position)`,
      [organisationId, words],
    ),
  ]);
  const idsOf = new Map(named.map(({ position, ids }) => [position - 1, ids]));
  return {
    values: [
      workflow[0]?.id ?? null,
      ...words.flatMap((word, index) => [word, toFactWord(word), idsOf.get(index) ?? []]),
    ],
    isHopeless: workflowSlug !== undefined && workflow.length === 0,
  };
};
