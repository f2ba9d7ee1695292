import type { SqlValue, Tx } from '@switchyard/db';
import type { UserActor } from '@switchyard/domain';
import { scopeValues } from './inbox-scope.ts';
import { findSearchValues } from './inbox-search.ts';
import { type EntryRow, edgeStatement, type InboxFilter, searchStatement } from './inbox-statements.ts';

export interface InboxSearch {
  readonly filter: InboxFilter;
  readonly words: readonly string[];
  readonly workflowSlug: string | undefined;
  /** Where to look from; null: from the beginning. */
  readonly cursor: string | null;
  /** Rows after which it is enough. */
  readonly count: number;
}

export interface Found {
  /** In the order of the list; a few more than asked for at most. */
  readonly rows: readonly EntryRow[];
  /** Everything before this has been looked through; null at the end. */
  readonly lookedUntil: string | null;
}

const lowestId = '00000000-0000-0000-0000-000000000000';
const highestId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Some 5 to 8 ms of reading. */
const lookRows = 1000;
/** After this the answer is what was found so far: no index knows the words, and what waits may be a hundred thousand. */
const searchMsMax = 50;

/**
 * Looks through what is open, or what the person decided, a thousand rows at a time, until enough is found, the end is
 * reached or its time is up. Whoever asks goes on from `lookedUntil`.
 */
export const searchInbox = async (tx: Tx, person: UserActor, search: InboxSearch): Promise<Found> => {
  const { filter, words, count } = search;
  const { organisationId, userId } = person;
  const isDecided = filter === 'decided';
  const [first, last] = isDecided ? [highestId, lowestId] : [lowestId, highestId];
  const { values, isHopeless } = await findSearchValues(tx, organisationId, search);
  if (isHopeless) return { rows: [], lookedUntil: null };
  const endsAt = performance.now() + searchMsMax;
  const rows: EntryRow[] = [];
  let from: string | null = search.cursor ?? first;
  do {
    const [next]: { edge: string | null }[] = await tx.query(edgeStatement(filter), [
      organisationId,
      from,
      lookRows - 1,
      userId,
    ]);
    const until: string | null = next?.edge ?? null;
    const place: SqlValue[] = [from, count - rows.length, until ?? last];
    rows.push(
      ...(await tx.query<EntryRow>(searchStatement(filter, words.length), [
        ...scopeValues(person),
        ...place,
        ...values,
      ])),
    );
    from = until;
  } while (from !== null && rows.length < count && performance.now() < endsAt);
  return { rows, lookedUntil: from };
};
