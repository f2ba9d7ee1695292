export const inboxFilters = ['mine', 'others', 'decided', 'all'] as const;
export type InboxFilter = (typeof inboxFilters)[number];

/** The id in `/inbox/<id>`; null on the list itself. */
export const idOfPath = (pathname: string): string | null => /^\/inbox\/([^/]+)/.exec(pathname)?.[1] ?? null;

/** Filters stay in the address while one walks through the list. Nothing else of the query is ever read. */
export const inboxPath = (id: string | null, filter: InboxFilter): string => {
  const path = id === null ? '/inbox' : `/inbox/${id}`;
  return filter === 'mine' ? path : `${path}?filter=${filter}`;
};
