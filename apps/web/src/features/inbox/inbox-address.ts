import { parseAsString, parseAsStringLiteral } from 'nuqs';

export const inboxFilters = ['mine', 'others', 'decided', 'all'] as const;
export type InboxFilter = (typeof inboxFilters)[number];

/** As much as the server takes. */
const searchCharsMax = 200;

/** What the list shows, as it stands in the address. Nothing else of the query is ever read. */
export const inboxParsers = {
  filter: parseAsStringLiteral(inboxFilters).withDefault('mine'),
  q: parseAsString.withDefault(''),
  workflow: parseAsString.withDefault(''),
};

export interface InboxAddress {
  readonly filter: InboxFilter;
  /** Words to search for. */
  readonly q: string;
  /** Slug of one process; empty: all. */
  readonly workflow: string;
}

export const notNarrowed = { q: '', workflow: '' } as const;

export const isNarrowed = ({ q, workflow }: InboxAddress): boolean => q.trim() !== '' || workflow !== '';

/** The id in `/inbox/<id>`; null on the list itself. */
export const idOfPath = (pathname: string): string | null => /^\/inbox\/([^/]+)/.exec(pathname)?.[1] ?? null;

/** Filter and search stay in the address while one walks through the list. */
export const inboxPath = (id: string | null, { filter, q, workflow }: InboxAddress): string => {
  const path = id === null ? '/inbox' : `/inbox/${id}`;
  const query = new URLSearchParams({
    ...(filter === 'mine' ? {} : { filter }),
    ...(q === '' ? {} : { q }),
    ...(workflow === '' ? {} : { workflow }),
  }).toString();
  return query === '' ? path : `${path}?${query}`;
};

/** What the server is asked for. */
export const toListInput = ({ filter, q, workflow }: InboxAddress) => {
  const search = q.trim().slice(0, searchCharsMax);
  return {
    filter,
    limit: 50,
    ...(search === '' ? {} : { search }),
    ...(/^[a-z\d-]+$/.test(workflow) ? { workflowSlug: workflow } : {}),
  };
};
