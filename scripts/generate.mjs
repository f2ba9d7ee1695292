import { existsSync, rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { fingerprint, onceFor } from './fingerprint.mjs';
import { runQuietly } from './run-command.mjs';
import { inRoot, node24, programOf } from './workspace.mjs';

const stamp = inRoot('node_modules/.switchyard/generate');
const output = inRoot('packages/db/src/generated/client.ts');

/** Writes the typed database client. Returns false when schema and generator are unchanged. */
export const generate = () => {
  const inputs = ['prisma/schema', 'packages/db/package.json', 'packages/db/prisma.config.ts', 'pnpm-workspace.yaml'];
  if (!existsSync(output)) rmSync(stamp, { force: true });
  return onceFor(stamp, fingerprint(inputs), async () => {
    const program = programOf('packages/db', 'prisma', 'build/index.js');
    const { code, output: said } = await runQuietly(
      node24,
      [program, 'generate', '--config', inRoot('packages/db/prisma.config.ts')],
      {
        cwd: inRoot('packages/db'),
        // Generating needs no engine, but Prisma downloads one unless it is told of a file: any file.
        env: {
          ...process.env,
          PRISMA_SCHEMA_ENGINE_BINARY: program,
          CHECKPOINT_DISABLE: '1',
          PRISMA_HIDE_UPDATE_MESSAGE: '1',
        },
      },
    );
    if (code !== 0) throw new Error(`The database client could not be generated:\n${said}`);
  });
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await generate();
