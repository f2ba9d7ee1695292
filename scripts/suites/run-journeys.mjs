import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runVisibly } from '../run-command.mjs';
import { inRoot, node24, programOf } from '../workspace.mjs';
import { provideChromium } from './system-tools.mjs';

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const skippedOf = (suite) => [
  ...(suite.specs ?? [])
    .filter((spec) => spec.tests.some(({ status }) => status === 'skipped'))
    .map(({ title }) => title),
  ...(suite.suites ?? []).flatMap(skippedOf),
];

const environment = async (folder) => {
  const chromium = await provideChromium();
  return {
    ...process.env,
    PATH: `${inRoot('node_modules/.bin')}:${process.env.PATH}`,
    ...(chromium === null ? {} : { CHROMIUM_PATH: chromium }),
    SWITCHYARD_DATA_DIR: join(folder, 'data'),
    SWITCHYARD_PORT: String(await freePort()),
    SWITCHYARD_GATEWAY_PORT: String(await freePort()),
    SWITCHYARD_SIMULATOR_PORT: String(await freePort()),
    PLAYWRIGHT_JSON_OUTPUT_NAME: join(folder, 'report.json'),
  };
};

/** Runs the journeys against an installation of their own, started as a user would start it. Returns `{ passed, failed, skipped }`. */
export const runJourneys = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-journeys-'));
  try {
    const env = await environment(folder);
    const failure = await runVisibly(
      node24,
      [programOf('.', '@playwright/test', 'cli.js'), 'test', '--reporter=line,json'],
      { env },
    ).catch((error) => error);
    if (!existsSync(env.PLAYWRIGHT_JSON_OUTPUT_NAME)) throw failure ?? new Error('Playwright wrote no report.');
    const report = JSON.parse(readFileSync(env.PLAYWRIGHT_JSON_OUTPUT_NAME, 'utf8'));
    const failed = report.stats.unexpected + report.stats.flaky;
    return {
      passed: report.stats.expected,
      failed: failed === 0 && failure ? 1 : failed,
      skipped: report.suites.flatMap(skippedOf),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
