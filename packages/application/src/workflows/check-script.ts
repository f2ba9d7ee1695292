import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';

export const checkScriptInput = z.object({ code: z.string().max(50_000) });
export const scriptCheckSchema = z.object({
  /** What keeps the code from being compiled, with line and column; null when nothing does. */
  problem: z.string().nullable(),
});

/** Compiles the code of a script step as its sandbox will, and runs nothing: for whoever writes it. Throws `unavailable`. */
export const checkScript = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof checkScriptInput>,
): Promise<z.infer<typeof scriptCheckSchema>> => {
  authorise(actor, 'workflows.edit');
  const { code } = checkScriptInput.parse(raw);
  const problem = await app.scripts.check(code);
  return { problem: problem?.message ?? null };
};
