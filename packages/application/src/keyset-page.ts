import { z } from 'zod';

/** What a list is asked for: the entries behind the last one of the page before. */
export const keysetInput = z.object({
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(200).default(50),
});

/** A page of a list; `nextCursor` is null on the last one. */
export const keysetPageSchema = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** The page of rows that were read with one more than `limit`: that one says that there are others behind it. */
export const toKeysetPage = <Row, Item extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
): { items: Item[]; nextCursor: Item['id'] | null } => {
  const items = rows.slice(0, limit).map(toItem);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
};
