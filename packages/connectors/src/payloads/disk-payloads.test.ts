import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describePayloadStore } from '../../test/payload-store-contract.ts';
import { createDiskPayloads } from './disk-payloads.ts';
import { payloadHash, payloadPath } from './payload-store.ts';

const organisationId = '01890000-0000-7000-8000-000000000001';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'switchyard-payloads-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const filesOf = (folder: string): string[] => globSync('*/??/??/*', { cwd: folder });

describe('a folder', () => {
  describePayloadStore({
    store: () => createDiskPayloads(directory),
    countStored: () => filesOf(directory).length,
    overwrite: (path, bytes) => writeFile(join(directory, path), bytes),
  });

  test('leaves nothing unfinished behind', () => {
    expect(globSync('unfinished/*', { cwd: directory })).toEqual([]);
  });

  test('clears away what a process that died left unfinished, and not what another is writing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'switchyard-payloads-'));
    await mkdir(join(folder, 'unfinished'));
    for (const name of ['old', 'fresh']) await writeFile(join(folder, 'unfinished', name), 'half');
    await utimes(join(folder, 'unfinished', 'old'), 0, 0);
    const bytes = Buffer.from('content');
    await createDiskPayloads(folder).put({ organisationId, hash: payloadHash(bytes) }, bytes);
    expect(globSync('unfinished/*', { cwd: folder })).toEqual(['unfinished/fresh']);
    await rm(folder, { recursive: true });
  });

  test('says what to do when the folder cannot be used', async () => {
    const file = join(directory, 'a-file');
    await writeFile(file, '');
    const store = createDiskPayloads(join(file, 'beneath'));
    const bytes = Buffer.from('x');
    await expect(store.put({ organisationId, hash: payloadHash(bytes) }, bytes)).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
      message: expect.stringContaining('cannot be used (ENOTDIR). Check that folder'),
    });
  });

  test('a folder whose disk is away has lost nothing, takes nothing, and is as it was when the disk is back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'switchyard-payloads-'));
    const store = createDiskPayloads(folder);
    const [bytes, more] = [Buffer.from('content'), Buffer.from('more')];
    const key = { organisationId, hash: payloadHash(bytes) };
    await store.put(key, bytes);
    await rename(folder, `${folder}-unmounted`);
    await mkdir(folder);
    const away = {
      code: 'unavailable',
      retryable: true,
      message: expect.stringContaining('(ENOENT). There are no payloads: mount its disk'),
    };
    await expect(store.get(key)).rejects.toMatchObject(away);
    await expect(store.put({ organisationId, hash: payloadHash(more) }, more)).rejects.toMatchObject(away);
    expect(globSync('**', { cwd: folder })).toEqual(['.']);
    await rm(folder, { recursive: true });
    await rename(`${folder}-unmounted`, folder);
    expect((await store.get(key)).equals(bytes)).toBe(true);
    await rm(folder, { recursive: true });
  });

  test('a writer killed at any moment leaves whole files only', { timeout: 60_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'switchyard-payloads-'));
    const script = join(import.meta.dirname, '../../test/fixtures/write-payloads.ts');
    for (let kill = 0; kill < 5; kill += 1) {
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      // Killed while it writes: at a different file each time.
      let written = 0;
      for await (const chunk of child.stdout) {
        written += String(chunk).split('\n').length - 1;
        if (written > kill * 3) break;
      }
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    const files = filesOf(folder);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const bytes = await readFile(join(folder, file));
      expect(payloadPath({ organisationId, hash: payloadHash(bytes) })).toBe(file);
    }
    await rm(folder, { recursive: true });
  });
});
