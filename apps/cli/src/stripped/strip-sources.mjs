import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { root, seal, strippedPathOf, unseal } from './stripped-file.mjs';

// A program that leaves every source that a server may load without its types, for preload.mjs. Prints how many it wrote: those that
// have changed. Two at once do no harm, as a file appears whole or not at all. What cannot be stripped or written is left to Node.

const isSource = (/** @type {string} */ path) => path.endsWith('.ts') && !/\.(test|fixture|d)\.ts$/.test(path);

/** @type {(folder: string) => string[]} */
const sourcesOf = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(root, folder, name, 'src'))
    .filter((src) => existsSync(src))
    .flatMap((src) => readdirSync(src, { recursive: true, encoding: 'utf8' }).map((path) => join(src, path)));

/** @type {(path: string) => string | null} */
const contentOf = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** @type {(path: string, content: string) => void} */
const writeWhole = (path, content) => {
  const half = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(half, content);
  renameSync(half, path);
};

/**
 * Whether there was anything to do.
 * @type {(path: string) => boolean}
 */
const strip = (path) => {
  const source = contentOf(path);
  const known = contentOf(strippedPathOf(path));
  if (source === null || (known !== null && unseal(source, known) !== null)) return false;
  try {
    writeWhole(strippedPathOf(path), seal(source, stripTypeScriptTypes(source)));
    return true;
  } catch {
    return false;
  }
};

const webApp = join(root, 'apps/web/');
const sources = ['apps', 'packages'].flatMap(sourcesOf).filter((path) => isSource(path) && !path.startsWith(webApp));
process.stdout.write(`${sources.filter(strip).length}\n`);
