import { createHash } from 'node:crypto';
import { recordSentence } from '@switchyard/audit';
import type { Tx } from '@switchyard/db';
import { type Actor, dataClassSchema, type OrganisationId, receiptOriginSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { type AuditRow, auditColumns, recordOfRow } from '../audit/audit-row.ts';
import { inTransaction, tenant } from '../change.ts';
import { dataClassName, originName } from '../receipts/receipt-codes.ts';
import { listTracedCases, tracedCaseSchema } from './trace-cases.ts';
import { listSent, sentSchema } from './trace-sent.ts';

export const traceSubjectInput = z.object({
  /** What names the subject in the data of runs: a customer number, a mail address. Compared whole, anywhere in the input. */
  subjectKey: z.string().trim().min(3, 'Give at least three characters.').max(300),
  /** Where the page before ended; the first page begins with the newest run. */
  cursor: z.uuid().optional(),
});

const receivedSchema = z.object({
  receiptId: z.string(),
  /** `eval`: a judge of the answer, a call in the shadow, or an evaluation of a case that was taken from the run. */
  origin: receiptOriginSchema,
  taskSlug: z.string().nullable(),
  supplierSlug: z.string().nullable(),
  modelKey: z.string().nullable(),
  /** Where that supplier processes data, as registered today. */
  residency: z.string(),
  dataClass: dataClassSchema,
  isSimulated: z.boolean(),
  at: z.iso.datetime(),
});

const proofSchema = z.object({
  eventId: z.string(),
  type: z.string(),
  sentence: z.string(),
  at: z.iso.datetime(),
  /** Place in the organisation's Merkle log and hash of the leaf, hex; null until it is sealed. */
  leafIndex: z.int().nullable(),
  leafHash: z.string().nullable(),
});

const tracedRunSchema = z.object({
  runId: z.string(),
  workflowName: z.string(),
  status: z.string(),
  createdAt: z.iso.datetime(),
  sources: z.array(z.object({ slug: z.string(), name: z.string(), version: z.int() })),
  received: z.array(receivedSchema),
  /** What went to tool servers and other systems. */
  sent: z.array(sentSchema),
  /** Answers that were given again from the cache: with them nothing left this installation. */
  answeredFromCache: z.int(),
  /** People who acted on the run. */
  people: z.array(z.string()),
  proof: z.array(proofSchema),
});
export type TracedRun = z.infer<typeof tracedRunSchema>;

export const subjectTraceSchema = z.object({
  /** Runs looked at on this page. */
  looked: z.int(),
  runs: z.array(tracedRunSchema),
  /** Cases of datasets that hold the key; of the first page. */
  cases: z.array(tracedCaseSchema),
  nextCursor: z.string().nullable(),
});
export type SubjectTrace = z.infer<typeof subjectTraceSchema>;

const pageRuns = 2000;
const proofMax = 100;

interface RunRow {
  readonly id: string;
  readonly workflowName: string;
  readonly status: string;
  readonly createdAt: Date;
  readonly isFound: boolean;
}

/** Newest first, so that a page takes bounded time however long the history. */
const findRuns = (
  tx: Tx,
  organisationId: OrganisationId,
  subjectKey: string,
  cursor: string | null,
): Promise<RunRow[]> =>
  tx.query<RunRow>(
    `SELECT r.id, w.name AS "workflowName", r.status, r.created_at AS "createdAt",
            r.idempotency_key IS NOT DISTINCT FROM $2
              OR jsonb_path_exists(r.input, '$.** ? (@ == $key)', jsonb_build_object('key', $2::text))
              OR jsonb_path_exists(r.variables, '$.** ? (@ == $key)', jsonb_build_object('key', $2::text)) AS "isFound"
     FROM run r JOIN workflow w ON w.id = r.workflow_id
     WHERE r.organisation_id = $1 AND ($3::uuid IS NULL OR r.id < $3) ORDER BY r.id DESC LIMIT ${pageRuns}`,
    [organisationId, subjectKey, cursor],
  );

const listSources = (tx: Tx, organisationId: OrganisationId, runIds: readonly string[]) =>
  tx.query<{ runId: string; slug: string; name: string; version: number }>(
    `SELECT DISTINCT u.run_id AS "runId", s.slug, s.name, v.number AS version
     FROM step_source u JOIN source s ON s.id = u.source_id JOIN source_version v ON v.id = u.source_version_id
     WHERE u.organisation_id = $1 AND u.run_id = ANY($2::uuid[]) ORDER BY 1, 2`,
    [organisationId, runIds],
  );

interface ReceivedRow {
  readonly runId: string;
  readonly receiptId: string;
  readonly origin: z.infer<typeof receiptOriginSchema>;
  readonly taskSlug: string | null;
  readonly ref: string | null;
  readonly residency: string;
  readonly dataClass: z.infer<typeof dataClassSchema>;
  readonly isSimulated: boolean;
  readonly at: Date;
}

/** Everybody who was asked, also those whose answer was not taken. An answer from the cache went nowhere. */
const listReceived = (tx: Tx, organisationId: OrganisationId, runIds: readonly string[]) =>
  tx.query<ReceivedRow>(
    `WITH r AS MATERIALIZED (SELECT * FROM receipt WHERE organisation_id = $1 AND run_id = ANY($2::uuid[]) AND NOT is_cache_hit)
     SELECT r.run_id AS "runId", r.id AS "receiptId", ${originName('r.origin')} AS origin, task.key AS "taskSlug", asked.key AS ref,
            coalesce(s.residency, '') AS residency, ${dataClassName('r.data_class')} AS "dataClass",
            r.is_simulated AS "isSimulated", r.created_at AS at
     FROM r CROSS JOIN LATERAL unnest(array_prepend(r.candidate_ref, r.also_tried_refs)) AS who (ref)
       JOIN receipt_term asked ON asked.id = who.ref
       LEFT JOIN receipt_term task ON task.id = r.task_ref
       LEFT JOIN supplier s ON s.organisation_id = $1 AND s.slug = split_part(asked.key, '/', 1)
     ORDER BY r.id`,
    [organisationId, runIds],
  );

interface ProofRow extends AuditRow {
  readonly leafIndex: number | null;
  readonly leafHash: Buffer | null;
}

const listProof = (tx: Tx, organisationId: OrganisationId, runIds: readonly string[]) =>
  tx.query<ProofRow>(
    `SELECT found.*, l.leaf_index AS "leafIndex", l.leaf_hash AS "leafHash"
     FROM unnest($2::uuid[]) AS run (id) CROSS JOIN LATERAL (
       SELECT ${auditColumns} FROM audit_event e WHERE e.organisation_id = $1 AND e.run_id = run.id
       ORDER BY e.at, e.id LIMIT ${proofMax}) AS found
     LEFT JOIN audit_leaf l ON l.organisation_id = $1 AND l.event_id = found.id ORDER BY found.at, found.id`,
    [organisationId, runIds],
  );

const countFromCache = async (tx: Tx, organisationId: OrganisationId, runIds: readonly string[]) => {
  const rows = await tx.query<{ runId: string; answers: number }>(
    `SELECT run_id AS "runId", count(*)::int AS answers FROM receipt
     WHERE organisation_id = $1 AND run_id = ANY($2::uuid[]) AND is_cache_hit GROUP BY 1`,
    [organisationId, runIds],
  );
  return new Map(rows.map(({ runId, answers }) => [runId, answers]));
};

const describe = async (
  tx: Tx,
  organisationId: OrganisationId,
  found: readonly RunRow[],
  subjectKey: string,
): Promise<TracedRun[]> => {
  const runIds = found.map(({ id }) => id);
  if (runIds.length === 0) return [];
  const sources = await listSources(tx, organisationId, runIds);
  const received = await listReceived(tx, organisationId, runIds);
  const sent = await listSent(tx, organisationId, runIds, subjectKey);
  const cached = await countFromCache(tx, organisationId, runIds);
  const proof = await listProof(tx, organisationId, runIds);
  return found.map(({ id, workflowName, status, createdAt }) => {
    const events = proof.filter(({ runId }) => runId === id);
    return {
      runId: id,
      workflowName,
      status,
      createdAt: createdAt.toISOString(),
      sources: sources.filter(({ runId }) => runId === id).map(({ runId: _run, ...source }) => source),
      received: received.filter(({ runId }) => runId === id).map(toReceived),
      sent: [...(sent.get(id) ?? [])],
      answeredFromCache: cached.get(id) ?? 0,
      people: [...new Set(events.filter(({ actorKind }) => actorKind === 'user').map(({ actorLabel }) => actorLabel))],
      proof: events.map((row) => ({
        eventId: row.id,
        type: row.type,
        sentence: recordSentence(recordOfRow(row)),
        at: row.at.toISOString(),
        leafIndex: row.leafIndex,
        leafHash: row.leafHash?.toString('hex') ?? null,
      })),
    };
  });
};

const toReceived = ({ runId: _run, ref, at, ...rest }: ReceivedRow): TracedRun['received'][number] => {
  const [supplierSlug = null, ...model] = ref?.split('/') ?? [];
  return { ...rest, supplierSlug, modelKey: model.length === 0 ? null : model.join('/'), at: at.toISOString() };
};

/**
 * Where a subject's data went: the runs that hold the key, what they read, who was asked with it (also beside others, in the shadow,
 * as a judge and in evaluations), what went to tool servers and other systems, the people who acted, and each event with its place
 * in the tamper-evident log; and the cases of datasets that hold it. Calls to the gateway are kept without what was asked. A page looks at the next runs only; go on until there is no cursor.
 * Values over 64 kB are stored apart and not looked into. Asking is itself recorded, with a hash of the key.
 */
export const traceSubject = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof traceSubjectInput>,
): Promise<SubjectTrace> => {
  authorise(actor, 'audit.read');
  const { subjectKey, cursor = null } = traceSubjectInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const rows = await findRuns(tx, organisationId, subjectKey, cursor);
    const runs = await describe(
      tx,
      organisationId,
      rows.filter(({ isFound }) => isFound),
      subjectKey,
    );
    const cases = cursor === null ? await listTracedCases(tx, organisationId, subjectKey) : [];
    const keyHash = createHash('sha256').update(`${organisationId}\n${subjectKey}`).digest('hex');
    await appendAudit(tx, actor, app.now(), {
      type: 'subject.traced',
      target: { id: keyHash, label: 'a subject' },
      payload: {
        keyHash,
        runs: runs.length,
        looked: rows.length,
      },
    });
    return {
      looked: rows.length,
      runs,
      cases,
      nextCursor: rows.length === pageRuns ? (rows.at(-1)?.id ?? null) : null,
    };
  });
};
