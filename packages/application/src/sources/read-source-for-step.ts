import type { Tx } from '@switchyard/db';
import {
  type DataClass,
  DomainError,
  isDomainError,
  type JsonValue,
  type OrganisationId,
  type SourceAuthority,
  type SourceId,
  type SourceVersionId,
} from '@switchyard/domain';
import type { App } from '../app.ts';
import { loadVersion } from './load-version.ts';
import { fetchAndStore } from './refresh-source.ts';
import { isStaleAt, phraseAge, phraseMinutes } from './source-freshness.ts';
import { findSource, type SourceRecord } from './source-row.ts';

/** What a step reads of a source of truth, and from which version. */
export interface SourceReading {
  readonly sourceId: SourceId;
  readonly versionId: SourceVersionId;
  readonly slug: string;
  readonly name: string;
  readonly authority: SourceAuthority;
  readonly dataClass: DataClass;
  /** Rows for csv, json, http and postgres; the text itself for text. Shared between readers: never change it. */
  readonly data: JsonValue;
  /** The same as text, for models. */
  readonly text: string;
  /** When the content was last known to be true at its origin. */
  readonly fetchedAt: Date;
  /** Always false: a stale source is never read. */
  readonly isStale: false;
}

export interface ReadSourceInput {
  readonly organisationId: OrganisationId;
  readonly slug: string;
}

/**
 * The current content of a source, never older than its freshness limit: a stale http or postgres source is fetched
 * again first. Call it outside any transaction, because it may wait for the network.
 * Throws `source_unavailable` (message names source, limit and age) when it is missing, down or stale.
 */
export const readSourceForStep = async (app: App, input: ReadSourceInput): Promise<SourceReading> => {
  const source = await requireReadable(app, input);
  if (source.currentVersionId !== null && !isStaleAt(source, app.now())) return read(app, input, source);
  if (source.config.kind === 'upload') throw staleUpload(source, app.now());
  await refresh(app, input, source);
  return read(app, input, await requireReadable(app, input));
};

const unavailable = (source: { readonly slug: string }, message: string, retryable: boolean, cause?: unknown) =>
  new DomainError('source_unavailable', message, {
    details: { slug: source.slug },
    retryable,
    ...(cause === undefined ? {} : { cause }),
  });

const requireReadable = async (app: App, input: ReadSourceInput): Promise<SourceRecord> => {
  const { organisationId, slug } = input;
  const source = await app.db.transaction({ organisationId }, (tx) => findSource(tx, organisationId, slug));
  if (!source)
    throw unavailable(input, `There is no source “${slug}”. Register it, or take it out of the step.`, false);
  if (source.archivedAt) throw unavailable(source, `The source “${source.name}” (${slug}) is archived.`, false);
  return source;
};

const limitOf = (source: SourceRecord): string =>
  source.freshnessLimitMinutes === null ? 'no limit' : `limit ${phraseMinutes(source.freshnessLimitMinutes)}`;

const ageOf = (source: SourceRecord, at: Date): string => `${phraseAge(source.lastCheckedAt, at)}, ${limitOf(source)}`;

const staleUpload = (source: SourceRecord, at: Date): DomainError =>
  unavailable(
    source,
    `The source “${source.name}” (${source.slug}) is stale: ${ageOf(source, at)}. Upload a newer file.`,
    true,
  );

const refresh = async (app: App, { organisationId }: ReadSourceInput, source: SourceRecord): Promise<void> => {
  try {
    await fetchAndStore(app, { kind: 'system', organisationId, name: 'source-reader' }, source);
  } catch (cause) {
    if (!isDomainError(cause)) throw cause;
    const message = `The source “${source.name}” (${source.slug}) is down: ${ageOf(source, app.now())}. ${cause.message}`;
    throw unavailable(source, message, true, cause);
  }
};

const read = async (app: App, input: ReadSourceInput, source: SourceRecord): Promise<SourceReading> => {
  const { currentVersionId: versionId, lastCheckedAt } = source;
  if (versionId === null) throw unavailable(source, `The source “${source.name}” has no content yet.`, true);
  const { data, text } = await loadVersion(app, input.organisationId, versionId);
  const { id: sourceId, slug, name, authority, dataClass } = source;
  const fetchedAt = lastCheckedAt ?? app.now();
  return { sourceId, versionId, slug, name, authority, dataClass, data, text, fetchedAt, isStale: false };
};

/** Records which versions a step read, in the step's transaction. Repeating it changes nothing. */
export const recordStepSources = async (
  tx: Tx,
  step: { readonly organisationId: OrganisationId; readonly runId: string; readonly stepId: string },
  readings: readonly Pick<SourceReading, 'sourceId' | 'versionId'>[],
): Promise<void> => {
  if (readings.length === 0) return;
  await tx.execute(
    `INSERT INTO step_source (organisation_id, run_id, step_id, source_id, source_version_id)
     SELECT $1, $2, $3, source_id, version_id FROM unnest($4::uuid[], $5::uuid[]) AS r (source_id, version_id)
     ON CONFLICT (step_id, source_id) DO UPDATE SET source_version_id = EXCLUDED.source_version_id`,
    [
      step.organisationId,
      step.runId,
      step.stepId,
      readings.map(({ sourceId }) => sourceId),
      readings.map(({ versionId }) => versionId),
    ],
  );
};
