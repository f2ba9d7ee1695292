// Where things lie in the checkout. Plain JavaScript for Node 20: these scripts run before anything is installed.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Node 24 from the npm package `node`, once installed. */
export const node24 = join(root, 'node_modules/.bin/node');

export const inRoot = (...parts) => join(root, ...parts);

/** The exact pnpm this workspace is pinned to, for example `pnpm@12.21.0`. */
export const pinnedPnpm = () => JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).packageManager;

/** The script of a command that a workspace package depends on, run with node24. */
export const programOf = (packageFolder, name, script) => {
  const path = inRoot(packageFolder, 'node_modules', name, script);
  if (!existsSync(path))
    throw new Error(`${name} is not installed in ${packageFolder}. Delete node_modules and start again.`);
  return path;
};
