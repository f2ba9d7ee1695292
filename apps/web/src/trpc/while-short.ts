/** Pages that a list may have and still be read again by itself: each of them is a request. */
const pagesMax = 4;

interface AnyQuery {
  readonly state: { readonly data?: unknown };
}

const pagesOf = (data: unknown): number =>
  typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages) ? data.pages.length : 1;

/** Whether a query is no list that somebody has gone deep into: all its pages would be read again, one after the other. */
export const isShort = ({ state }: AnyQuery): boolean => pagesOf(state.data) <= pagesMax;

/** For `refetchInterval`: as often as this, until somebody has gone deep into the list. */
export const whileShort =
  (everyMs: number) =>
  (query: AnyQuery): number | false =>
    isShort(query) ? everyMs : false;
