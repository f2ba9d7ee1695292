import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { fingerprint, onceFor } from './fingerprint.mjs';
import { runVisibly } from './run-command.mjs';
import { inRoot, node24, programOf } from './workspace.mjs';

/** Inside the build folder, so that deleting the build deletes the claim that it is there. */
const stamp = inRoot('apps/web/.next/switchyard-source');

/** Builds the web app. Returns false when its sources are unchanged. */
export const buildWeb = () => {
  if (!existsSync(inRoot('apps/web/package.json'))) return false;
  return onceFor(
    stamp,
    fingerprint(['apps/web', 'packages', 'prisma/schema', 'pnpm-lock.yaml', 'tsconfig.base.json']),
    async () => {
      const program = programOf('apps/web', 'next', 'dist/bin/next');
      await runVisibly(node24, [program, 'build'], {
        cwd: inRoot('apps/web'),
        env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      });
    },
  );
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildWeb();
