import { pathToFileURL } from 'node:url';
import { runQuietly } from './run-command.mjs';
import { inRoot, node24 } from './workspace.mjs';

/** What makes a process load TypeScript that was stripped before. */
export const preload = pathToFileURL(inRoot('apps/cli/src/stripped/preload.mjs')).href;

/** Leaves the sources of the servers without their types, for `preload`. Returns false when there was nothing to do; without it, Node strips. */
export const stripTypes = async () => {
  const { stdout } = await runQuietly(node24, [inRoot('apps/cli/src/stripped/strip-sources.mjs')]);
  return Number(stdout) > 0;
};
