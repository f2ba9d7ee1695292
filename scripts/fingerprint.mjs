// Work is skipped when its inputs are what they were: a hash over names and contents, never over times.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inRoot, root } from './workspace.mjs';

const ignored = new Set(['node_modules', '.next', '.turbo', 'generated', 'coverage']);
/** Changes nothing about what is built, or is written by the build itself. */
const isBeside = (name) => /\.test\.tsx?$|\.md$|\.tsbuildinfo$|^next-env\.d\.ts$/.test(name);

const filesBelow = (path) => {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !ignored.has(entry.name) && !isBeside(entry.name))
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(join(path, entry.name)) : entry.isFile() ? [join(path, entry.name)] : [],
    );
};

/** Hash over files and folders, given relative to the checkout; absent ones count as absent. */
export const fingerprint = (paths) => {
  const hash = createHash('sha256').update(process.platform + process.arch);
  const files = paths
    .map((path) => inRoot(path))
    .filter((path) => existsSync(path))
    .flatMap(filesBelow)
    .sort();
  for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
};

/** Runs `work` unless the stamp says that it was done for this fingerprint. Returns false when it was skipped. */
export const onceFor = async (stampFile, mark, work) => {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === mark) return false;
  await work();
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, mark);
  return true;
};
