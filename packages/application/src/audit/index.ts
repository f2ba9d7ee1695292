export { appendAudit, appendAuditAs } from './append-audit.ts';
export { type AuditFilter, auditFilterSchema } from './audit-filter.ts';
export { type ExportAuditLogInput, exportAuditLog, exportAuditLogInput } from './export-audit-log.ts';
export { type GetAuditEventOutput, getAuditEvent, getAuditEventInput, getAuditEventOutput } from './get-audit-event.ts';
export { type AuditStatus, auditStatusOutput, getAuditStatus } from './get-audit-status.ts';
export {
  type AuditEventItem,
  type ListAuditEventsInput,
  type ListAuditEventsOutput,
  listAuditEvents,
  listAuditEventsInput,
  listAuditEventsOutput,
} from './list-audit-events.ts';
export { type AuditFacets, auditFacetsOutput, listAuditFacets } from './list-audit-facets.ts';
export { type SealOptions, sealAuditLog, sealAuditLogs } from './seal-audit-log.ts';
export {
  type VerifyAuditLogOutput,
  type VerifyProgress,
  verifyAuditLog,
  verifyAuditLogOutput,
} from './verify-audit-log.ts';
