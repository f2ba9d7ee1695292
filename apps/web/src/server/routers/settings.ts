import {
  getOrganisation,
  organisationSchema,
  renameOrganisation,
  renameOrganisationInput,
} from '@switchyard/application';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

export const settingsRouter = router({
  organisation: procedure.output(organisationSchema).query(({ ctx }) => getOrganisation(ctx.app, ctx.actor)),
  renameOrganisation: procedure
    .input(renameOrganisationInput)
    .output(z.void())
    .mutation(({ ctx, input }) => renameOrganisation(ctx.app, ctx.actor, input)),
});
