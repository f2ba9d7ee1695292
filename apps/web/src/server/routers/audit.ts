import {
  auditFacetsOutput,
  auditStatusOutput,
  getAuditEvent,
  getAuditEventInput,
  getAuditEventOutput,
  getAuditStatus,
  listAuditEvents,
  listAuditEventsInput,
  listAuditEventsOutput,
  listAuditFacets,
} from '@switchyard/application';
import { procedure, router } from '../trpc.ts';

/** Verifying and exporting stream their answers and are route handlers under /api/audit. */
export const auditRouter = router({
  list: procedure
    .input(listAuditEventsInput)
    .output(listAuditEventsOutput)
    .query(({ ctx, input }) => listAuditEvents(ctx.app, ctx.actor, input)),
  get: procedure
    .input(getAuditEventInput)
    .output(getAuditEventOutput)
    .query(({ ctx, input }) => getAuditEvent(ctx.app, ctx.actor, input)),
  status: procedure.output(auditStatusOutput).query(({ ctx }) => getAuditStatus(ctx.app, ctx.actor)),
  facets: procedure.output(auditFacetsOutput).query(({ ctx }) => listAuditFacets(ctx.app, ctx.actor)),
});
