export * from './export/audit-csv.ts';
export * from './export/csv.ts';
export * from './export/export-line.ts';
export * from './merkle/compact-range.ts';
export * from './merkle/hash.ts';
export { perfectNodes, type TreeNode } from './merkle/node.ts';
export * from './merkle/prove.ts';
export * from './merkle/tile.ts';
export * from './merkle/verify-proof.ts';
export * from './note/checkpoint.ts';
export * from './note/note-key.ts';
export * from './note/signed-note.ts';
export * from './record/audit-record.ts';
export * from './record/canonical-json.ts';
export * from './record/leaf-hash.ts';
export * from './verify/finding.ts';
export * from './verify/log-entry.ts';
export * from './verify/verification-steps.ts';
export * from './verify/verify-export.ts';
export * from './verify/verify-log.ts';
export {
  type AuditTargetKind,
  auditTargetKindSchema,
  auditTargetKinds,
  defineEvent,
  type EventDefinition,
  type SentenceParts,
} from './vocabulary/define-event.ts';
export * from './vocabulary/event-vocabulary.ts';
