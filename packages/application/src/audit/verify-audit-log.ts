import {
  type Finding,
  findingKinds,
  type KnownCheckpoint,
  type VerificationReport,
  verificationSteps,
  verifyLog,
} from '@switchyard/audit';
import { type Actor, DomainError, type OrganisationId } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { appendAudit } from './append-audit.ts';
import { listCheckpoints } from './audit-checkpoint.ts';
import { findAuditSigner, originOf } from './audit-signer.ts';
import { readTree } from './audit-tree.ts';
import { findStrays } from './find-strays.ts';
import { findPublishedCheckpoints } from './published-checkpoints.ts';
import { readLogEntries } from './read-log-entries.ts';
import { sealAuditLog } from './seal-audit-log.ts';

const findingSchema = z.object({
  kind: z.enum(findingKinds),
  leafIndex: z.number().nullable(),
  leafIndexEnd: z.number().nullable(),
  eventId: z.string().nullable(),
  explanation: z.string(),
});

export const verifyAuditLogOutput = z.object({
  isIntact: z.boolean(),
  /** Events in the log, each of which was hashed again. */
  size: z.number(),
  /** Events proven by a signed checkpoint. */
  coveredSize: z.number(),
  root: z.string(),
  publicKey: z.string(),
  origin: z.string(),
  startedAt: z.string(),
  durationMs: z.number(),
  checkpointsChecked: z.number(),
  /** The checkpoint that proves most, and where it lies. */
  newestCheckpoint: z.object({ size: z.number(), place: z.enum(['log', 'outside']) }).nullable(),
  steps: z.array(z.object({ title: z.string(), detail: z.string(), isPassed: z.boolean() })),
  findings: z.array(findingSchema),
  findingCount: z.number(),
});
export type VerifyAuditLogOutput = z.infer<typeof verifyAuditLogOutput>;

/** Checked per verification; more are thinned out evenly. */
const checkpointsMax = 1000;

const gatherCheckpoints = async (app: App, organisationId: OrganisationId): Promise<KnownCheckpoint[]> => {
  const own = await app.db.transaction({ organisationId }, (tx) =>
    listCheckpoints(tx, organisationId, Number.MAX_SAFE_INTEGER, checkpointsMax),
  );
  const published = await findPublishedCheckpoints(app.settings)?.readAll(organisationId, checkpointsMax);
  return [
    ...own.map(({ note }): KnownCheckpoint => ({ place: 'log', note })),
    ...(published ?? []).map((note): KnownCheckpoint => ({ place: 'outside', note })),
  ];
};

const straysStep = (strays: readonly Finding[]) => ({
  title: 'Look for events beside the log',
  detail:
    strays.length === 0
      ? 'Every recorded event has its place in the log or is waiting for it.'
      : `${strays.length} events have neither.`,
  isPassed: strays.length === 0,
});

/** Newest checkpoint that matched. */
const newestMatch = ({ checkpoints }: VerificationReport): VerifyAuditLogOutput['newestCheckpoint'] => {
  const last = checkpoints.filter(({ verdict }) => verdict === 'matches').at(-1);
  return last ? { size: last.size, place: last.place } : null;
};

export interface VerifyProgress {
  readonly checked: number;
  readonly size: number;
}

/**
 * Recomputes the whole tree from the events in the database and compares it with every signature it can find, inside and
 * outside the database. The verification is itself recorded. Throws `forbidden`; `misconfigured` without a signing key.
 */
export const verifyAuditLog = async (
  app: App,
  actor: Actor,
  onProgress?: (progress: VerifyProgress) => void,
): Promise<VerifyAuditLogOutput> => {
  authorise(actor, 'audit.read');
  const signer = findAuditSigner(app);
  if (!signer) {
    throw new DomainError(
      'misconfigured',
      'No audit signing key is configured, so the trail cannot be proven. Set SWITCHYARD_AUDIT_KEY.',
    );
  }
  const { organisationId } = actor;
  const startedAt = app.now();
  // A log that refuses to be extended is exactly the one to look at; the report says what is wrong.
  await sealAuditLog(app, organisationId).catch((cause: unknown) =>
    app.log.warn({ err: cause }, 'verifying a log that does not seal'),
  );
  const known = await gatherCheckpoints(app, organisationId);
  const { size } = await inTransaction(app, tenant(actor), (tx) => readTree(tx, organisationId));
  const origin = originOf(signer, organisationId);
  const report = await verifyLog({
    entries: readLogEntries(app, organisationId, size, (checked) => onProgress?.({ checked, size })),
    checkpoints: known,
    publicKey: signer.verifierKey,
    origin,
  });
  const finishedAt = app.now();
  return inTransaction(app, tenant(actor), async (tx) => {
    const strays = await findStrays(tx, organisationId);
    const findings = [...report.findings, ...strays];
    const findingCount = report.findingCount + strays.length;
    await appendAudit(tx, actor, finishedAt, {
      type: 'audit.verified',
      target: { id: organisationId, label: 'Audit trail' },
      payload: { isIntact: findingCount === 0, size: report.size, findings: findingCount },
    });
    return {
      isIntact: findingCount === 0,
      size: report.size,
      coveredSize: report.coveredSize,
      root: report.root,
      publicKey: signer.verifierKey,
      origin,
      startedAt: startedAt.toISOString(),
      durationMs: finishedAt.getTime() - startedAt.getTime(),
      checkpointsChecked: known.length,
      newestCheckpoint: newestMatch(report),
      steps: [...verificationSteps(report), straysStep(strays)],
      findings,
      findingCount,
    };
  });
};
