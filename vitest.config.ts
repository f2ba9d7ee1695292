import { defineConfig } from 'vitest/config';

const ignored = ['**/node_modules/**', '**/.next/**', 'e2e/**'];
const integrationFiles = '**/*.integration.test.{ts,tsx}';

/**
 * Two projects: `unit` needs nothing; `integration` gets an embedded PostgreSQL, started once per run and only when one of
 * its files is selected. `vitest run packages/x` runs the tests of one package.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{apps,packages,scripts,bench}/**/*.test.{ts,tsx}'],
          exclude: [...ignored, integrationFiles],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: [`{apps,packages}/${integrationFiles}`],
          exclude: ignored,
          globalSetup: ['packages/testing/src/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
