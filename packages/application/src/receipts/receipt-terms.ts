import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';

export type TermKind =
  | 'workflow'
  | 'task'
  | 'task_version'
  | 'candidate'
  | 'price'
  | 'api_key'
  | 'person'
  | 'decision'
  | 'attempts';

/** A name or part that receipts refer to by number. */
export interface Term {
  readonly organisationId: OrganisationId;
  readonly kind: TermKind;
  readonly key: string;
  /** JSON. */
  readonly body?: string;
}

interface TermRow {
  readonly organisation_id: string;
  readonly kind: string;
  readonly key: string;
  readonly id: number;
}

const nameOf = ({ organisationId, kind, key }: Term): string => `${organisationId} ${kind} ${key}`;

/** Numbers of terms by organisation, kind and key. */
class Numbers {
  readonly #byOrganisation = new Map<string, Map<string, Map<string, number>>>();
  size = 0;

  get(organisationId: string, kind: string, key: string): number | undefined {
    return this.#byOrganisation.get(organisationId)?.get(kind)?.get(key);
  }

  set({ organisation_id, kind, key, id }: TermRow): void {
    const kinds = this.#byOrganisation.get(organisation_id) ?? new Map<string, Map<string, number>>();
    this.#byOrganisation.set(organisation_id, kinds);
    const keys = kinds.get(kind) ?? new Map<string, number>();
    kinds.set(kind, keys);
    if (!keys.has(key)) this.size += 1;
    keys.set(key, id);
  }
}

/** What other transactions have committed. A term is never changed or removed, so neither is its number. */
let known = new Numbers();
const knownMax = 100_000;
/** Transactions that have added terms: what they read back may yet be rolled back, so it is not remembered. */
const adding = new WeakSet<Tx>();

const remember = (rows: readonly TermRow[], numbers: Numbers, isCommitted: boolean): void => {
  // Another one, not emptied: whoever is at work keeps what it has found.
  if (isCommitted && known.size > knownMax) known = new Numbers();
  for (const row of rows) {
    numbers.set(row);
    if (isCommitted) known.set(row);
  }
};

const columnsOf = (terms: readonly Term[]) =>
  [
    terms.map(({ organisationId }) => organisationId),
    terms.map(({ kind }) => kind),
    terms.map(({ key }) => key),
  ] as const;

const find = (tx: Tx, terms: readonly Term[]): Promise<TermRow[]> =>
  tx.query<TermRow>(
    `SELECT t.organisation_id, t.kind, t.key, t.id
     FROM unnest($1::uuid[], $2::text[], $3::text[]) AS wanted (organisation_id, kind, key)
     JOIN receipt_term t USING (organisation_id, kind, key)`,
    columnsOf(terms),
  );

/** In the order of the key, so that two transactions that add the same terms wait for each other in one direction only. */
const add = (tx: Tx, terms: readonly Term[]): Promise<TermRow[]> => {
  adding.add(tx);
  const bodies = terms.map(({ body }) => body ?? null);
  return tx.query<TermRow>(
    `INSERT INTO receipt_term (organisation_id, kind, key, body)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[]) ORDER BY 1, 2, 3
     ON CONFLICT (organisation_id, kind, key) DO NOTHING RETURNING organisation_id, kind, key, id`,
    [...columnsOf(terms), bodies],
  );
};

/** Asks for the number of a term; null for no name. */
export type TermNumbers = (organisationId: OrganisationId, kind: TermKind, key: string | null) => number | null;

/** The numbers of these terms, which are added where they are new. No round trip once a process has seen them all. */
export const resolveTerms = async (tx: Tx, terms: readonly Term[]): Promise<TermNumbers> => {
  const before = known;
  const numbers = new Numbers();
  const missing = new Map<string, Term>();
  for (const term of terms) {
    if (before.get(term.organisationId, term.kind, term.key) === undefined) missing.set(nameOf(term), term);
  }
  const left = () =>
    [...missing.values()].filter(
      ({ organisationId, kind, key }) => numbers.get(organisationId, kind, key) === undefined,
    );
  if (missing.size > 0) remember(await find(tx, left()), numbers, !adding.has(tx));
  if (missing.size > 0 && left().length > 0) remember(await add(tx, left()), numbers, false);
  // Somebody else added them in between.
  if (missing.size > 0 && left().length > 0) remember(await find(tx, left()), numbers, false);
  return (organisationId, kind, key) => {
    if (key === null) return null;
    const id = before.get(organisationId, kind, key) ?? numbers.get(organisationId, kind, key);
    if (id === undefined) throw new Error(`the ${kind} term ${key} was neither found nor added`);
    return id;
  };
};
