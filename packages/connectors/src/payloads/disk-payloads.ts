import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DomainError } from '@switchyard/domain';
import { missingPayload, type PayloadKey, type PayloadStore, payloadPath, requireIntact } from './payload-store.ts';

/** A file that was begun and not finished within this time belongs to a process that died. */
const abandonedAfterMs = 3_600_000;

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown error';

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'Free space on that disk.',
  EDQUOT: 'Raise the quota of that disk.',
  EACCES: 'Let the user that runs Switchyard read and write there.',
  EPERM: 'Let the user that runs Switchyard read and write there.',
  ENOENT: 'There are no payloads: mount its disk, or set SWITCHYARD_PAYLOADS to the folder that has them.',
  EROFS: 'Mount that folder writable, or set SWITCHYARD_PAYLOADS to one that is.',
};

const unavailable = (directory: string, cause: unknown): DomainError => {
  const code = codeOf(cause);
  const remedy = remedies[code] ?? 'Check that folder and its disk.';
  return new DomainError('unavailable', `The payload folder ${directory} cannot be used (${code}). ${remedy}`, {
    retryable: true,
    cause,
  });
};

/** A rename or a new folder survives a power cut only once the folder that names it is on disk. */
const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const makeDirectory = async (root: string, directory: string): Promise<void> => {
  const firstMade = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (firstMade === undefined) return;
  for (let each = dirname(directory); each.length >= root.length; each = dirname(each)) await syncDirectory(each);
};

const hasSize = async (path: string, size: number): Promise<boolean> => {
  try {
    return (await stat(path)).size === size;
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return false;
    throw thrown;
  }
};

const writeDurably = async (path: string, bytes: Uint8Array): Promise<void> => {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const removeAbandoned = async (unfinished: string): Promise<void> => {
  for (const name of await readdir(unfinished)) {
    const path = join(unfinished, name);
    const file = await stat(path).catch(() => null);
    if (file && Date.now() - file.mtimeMs > abandonedAfterMs) await rm(path, { force: true });
  }
};

/**
 * Payloads as files of one folder, `organisation/ab/cd/hash`. Several processes may share it. A file appears under its name
 * whole or not at all: it is written elsewhere in the folder, flushed, then renamed.
 */
export const createDiskPayloads = (folder: string): PayloadStore => {
  const directory = resolve(folder);
  const unfinished = join(directory, 'unfinished');
  const place = `folder ${directory}`;
  let prepared: Promise<void> | undefined;
  const prepare = async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await makeDirectory(directory, unfinished);
    await removeAbandoned(unfinished);
  };
  const write = async (path: string, bytes: Uint8Array) => {
    prepared ??= prepare();
    await prepared.catch((cause: unknown) => {
      prepared = undefined;
      throw cause;
    });
    const temporary = join(unfinished, randomUUID());
    try {
      await writeDurably(temporary, bytes);
      await makeDirectory(directory, dirname(path));
      await rename(temporary, path);
      await syncDirectory(dirname(path));
    } catch (thrown) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw thrown;
    }
  };
  const pathOf = (key: PayloadKey) => join(directory, payloadPath(key));
  return {
    place,
    put: async (key, bytes) => {
      const path = pathOf(key);
      try {
        // A file of another size was damaged from outside and is replaced.
        if (!(await hasSize(path, bytes.byteLength))) await write(path, bytes);
      } catch (thrown) {
        throw unavailable(directory, thrown);
      }
    },
    get: async (key) => {
      const bytes = await readFile(pathOf(key)).catch(async (thrown: unknown) => {
        if (codeOf(thrown) !== 'ENOENT') throw unavailable(directory, thrown);
        // Nobody removes the place of unfinished files: without it this is not the folder, which may be on a disk that is away.
        await stat(unfinished).catch((cause: unknown) => {
          throw unavailable(directory, cause);
        });
        throw missingPayload(place, key);
      });
      return requireIntact(place, key, bytes);
    },
    remove: async (key) => {
      await rm(pathOf(key), { force: true }).catch((thrown: unknown) => {
        throw unavailable(directory, thrown);
      });
    },
  };
};
