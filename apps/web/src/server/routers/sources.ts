import {
  archiveSource,
  archiveSourceInput,
  getSource,
  getSourceInput,
  listSourceOwners,
  listSources,
  listSourcesInput,
  previewSource,
  previewSourceInput,
  refreshSource,
  refreshSourceInput,
  registerSource,
  registerSourceInput,
  sourceDetailSchema,
  sourceOwnersSchema,
  sourcePageSchema,
  sourcePreviewSchema,
  updateSource,
  updateSourceInput,
} from '@switchyard/application';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

const doneOutput = z.object({ slug: z.string() });

/** Files come in through /api/sources/upload; everything else about sources is here. */
export const sourcesRouter = router({
  list: procedure
    .input(listSourcesInput)
    .output(sourcePageSchema)
    .query(({ ctx, input }) => listSources(ctx.app, ctx.actor, input)),
  get: procedure
    .input(getSourceInput)
    .output(sourceDetailSchema)
    .query(({ ctx, input }) => getSource(ctx.app, ctx.actor, input)),
  preview: procedure
    .input(previewSourceInput)
    .output(sourcePreviewSchema)
    .query(({ ctx, input }) => previewSource(ctx.app, ctx.actor, input)),
  owners: procedure.output(sourceOwnersSchema).query(({ ctx }) => listSourceOwners(ctx.app, ctx.actor)),
  register: procedure
    .input(registerSourceInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => ({ slug: (await registerSource(ctx.app, ctx.actor, input)).slug })),
  update: procedure
    .input(updateSourceInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await updateSource(ctx.app, ctx.actor, input);
      return { slug: input.slug };
    }),
  refresh: procedure
    .input(refreshSourceInput)
    .output(z.object({ number: z.int(), isNew: z.boolean() }))
    .mutation(({ ctx, input }) => refreshSource(ctx.app, ctx.actor, input)),
  archive: procedure
    .input(archiveSourceInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await archiveSource(ctx.app, ctx.actor, input);
      return { slug: input.slug };
    }),
});
