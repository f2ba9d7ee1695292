import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OrganisationId } from '@switchyard/domain';
import { z } from 'zod';

/**
 * Checkpoints in a folder outside the database: `<folder>/<organisation>/checkpoint` holds the newest (the name C2SP
 * tlog-tiles gives it), `history.jsonl` every one published. Put the folder where the database's administrator cannot
 * write the past: another machine, object lock, append-only storage.
 */
export interface PublishedCheckpoints {
  readNewest(organisationId: OrganisationId): Promise<string | null>;
  /** All ever published, newest first, at most `limit`. */
  readAll(organisationId: OrganisationId, limit: number): Promise<readonly string[]>;
  publish(organisationId: OrganisationId, note: string, at: Date): Promise<void>;
}

const historyLineSchema = z.object({ at: z.string(), note: z.string() });

const isMissing = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';

const readIfPresent = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
};

/** A line that does not parse stays a checkpoint, so that verification reports it instead of not seeing it. */
const noteOfLine = (line: string): string => {
  try {
    return historyLineSchema.parse(JSON.parse(line)).note;
  } catch {
    return line;
  }
};

export const publishedCheckpointsIn = (folder: string): PublishedCheckpoints => {
  const pathOf = (organisationId: OrganisationId, file: string) => join(folder, organisationId, file);
  return {
    readNewest: (organisationId) => readIfPresent(pathOf(organisationId, 'checkpoint')),
    readAll: async (organisationId, limit) => {
      const newest = await readIfPresent(pathOf(organisationId, 'checkpoint'));
      const history = await readIfPresent(pathOf(organisationId, 'history.jsonl'));
      const lines = (history ?? '').split('\n').filter((line) => line !== '');
      return [...new Set([...(newest === null ? [] : [newest]), ...lines.map(noteOfLine).reverse()])].slice(0, limit);
    },
    publish: async (organisationId, note, at) => {
      await mkdir(join(folder, organisationId), { recursive: true });
      await appendFile(pathOf(organisationId, 'history.jsonl'), `${JSON.stringify({ at: at.toISOString(), note })}\n`);
      // A reader sees the old file or the new one, never half of it.
      const next = pathOf(organisationId, 'checkpoint.next');
      await writeFile(next, note);
      await rename(next, pathOf(organisationId, 'checkpoint'));
    },
  };
};

/** Where this installation publishes; null when nowhere. */
export const findPublishedCheckpoints = (settings: {
  readonly checkpointDirectory: string | null;
}): PublishedCheckpoints | null =>
  settings.checkpointDirectory === null ? null : publishedCheckpointsIn(settings.checkpointDirectory);
