import { z } from 'zod';

/** Query of every list: `cursor` is `nextCursor` of the page before. */
export const pageQuery = (limitMax = 100) =>
  z.object({
    cursor: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(limitMax).default(50),
  });
