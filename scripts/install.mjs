import { existsSync } from 'node:fs';
import { fingerprint, onceFor } from './fingerprint.mjs';
import { runVisibly } from './run-command.mjs';
import { inRoot, node24, pinnedPnpm } from './workspace.mjs';

const stamp = inRoot('node_modules/.switchyard/install');

/** Settings of an outer npm would be taken for pnpm's own; NODE_ENV=production would leave out what the build needs. */
const cleanEnv = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        name !== 'NODE_ENV' && !/^npm_(config|package|lifecycle)_(?!registry|cache|.*proxy|cafile|.*auth)/i.test(name),
    ),
  );

/** Installs exactly what the lockfile says, through the pinned pnpm. Returns false when that was already so. */
export const install = () => {
  const manifests = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];
  return onceFor(stamp, fingerprint(manifests), async () => {
    await runVisibly(
      'npx',
      ['--yes', pinnedPnpm(), 'install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only'],
      { env: { ...cleanEnv(), CI: 'true' } },
    );
    if (!existsSync(node24)) throw new Error('Node 24 was not installed. Delete node_modules and start again.');
  });
};
