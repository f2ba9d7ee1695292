import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const systemChromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
const executablePath = process.env.CHROMIUM_PATH ?? systemChromium;

// `npm test` chooses free ports and a temporary data folder; alone, the journeys use these.
const ports = {
  SWITCHYARD_PORT: process.env.SWITCHYARD_PORT ?? '4300',
  SWITCHYARD_GATEWAY_PORT: process.env.SWITCHYARD_GATEWAY_PORT ?? '4301',
  SWITCHYARD_SIMULATOR_PORT: process.env.SWITCHYARD_SIMULATOR_PORT ?? '4302',
};
const webUrl = `http://127.0.0.1:${ports.SWITCHYARD_PORT}`;

/** Journeys wait on conditions, never on time, and are not retried: a flake is a failure. */
export default defineConfig({
  testDir: 'e2e',
  fullyParallel: true,
  outputDir: 'test-results',
  retries: 0,
  workers: 2,
  timeout: 120_000,
  forbidOnly: true,
  expect: { timeout: 20_000 },
  projects: [
    { name: 'people', testMatch: '*.setup.ts' },
    { name: 'journeys', testMatch: '*.spec.ts', dependencies: ['people'] },
  ],
  use: {
    baseURL: webUrl,
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-dev-shm-usage',
        '--disable-background-networking',
        '--disable-component-update',
        '--no-first-run',
      ],
    },
  },
  webServer: {
    command: 'node_modules/.bin/node --disable-warning=ExperimentalWarning apps/cli/src/main.ts start',
    url: `${webUrl}/sign-in`,
    env: { ...ports, SWITCHYARD_DATA_DIR: process.env.SWITCHYARD_DATA_DIR ?? 'test-results/.switchyard' },
    timeout: 180_000,
    // `true` walks through what already runs on these ports, once or many times.
    reuseExistingServer: process.env.SWITCHYARD_REUSE === 'true',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 60_000 },
  },
});
