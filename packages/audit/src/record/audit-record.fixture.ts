import { type AuditEvent, type AuditRecord, anonymousActor, auditRecord } from './audit-record.ts';

/** A valid id for tests: the number in its last digits. */
export const testId = (number: number): string => `01990000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

const decided: AuditEvent = {
  type: 'approval.decided',
  target: { id: testId(4711), label: 'Invoice 4711 for 1,250 €' },
  runId: testId(77),
  payload: { outcome: 'approved', reason: '', digest: 'sha256:2d711642', channel: 'web' },
};

export const testRecord = (number: number, event: AuditEvent = decided): AuditRecord =>
  auditRecord(event, {
    id: testId(number),
    organisationId: testId(1),
    at: new Date(Date.UTC(2026, 10, 21, 9, 0, 0, number % 1000)),
    actor: event.type === 'sign-in.failed' ? anonymousActor : { kind: 'user', id: testId(2), label: 'Ana' },
  });
