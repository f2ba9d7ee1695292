import { z } from 'zod';

const partSchema = z.looseObject({
  type: z.string().optional(),
  text: z.string().optional(),
  content: z.unknown().optional(),
});

/** Content as both wires send it: a text, or a list of parts of which the texts count. */
export const contentSchema = z
  .union([z.string(), z.array(partSchema), z.null()])
  .optional()
  .transform((content) => textOfContent(content ?? ''));

const textOfContent = (content: string | z.infer<typeof partSchema>[]): string =>
  typeof content === 'string'
    ? content
    : content
        .map(({ text, content: inner }) => text ?? (typeof inner === 'string' ? inner : ''))
        .filter((text) => text !== '')
        .join('\n');
