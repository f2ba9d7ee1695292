// `npm test`: everything, from installing to journeys in a browser, on a machine with only Node 20 and npm. The last line is the
// sum: `N passed, N failed`, and how many were skipped if any were, with the reasons above it.
import { buildWeb } from './build-web.mjs';
import { generate } from './generate.mjs';
import { install } from './install.mjs';
import { green, red, reportStage } from './progress.mjs';
import { runGates } from './run-gates.mjs';
import { runJourneys } from './suites/run-journeys.mjs';
import { runVitest } from './suites/run-vitest.mjs';
import { provideRedis } from './suites/system-tools.mjs';

const total = { passed: 0, failed: 0, skipped: [] };

/** Runs a suite and adds it up. One that breaks as a whole counts as one failure. */
const suite = async (label, run) => {
  const startedAt = performance.now();
  console.log(`\n${label}`);
  let failed = 1;
  try {
    const result = await run();
    failed = result.failed;
    total.passed += result.passed;
    total.skipped.push(...(result.skipped ?? []).map((name) => `${label}: ${name}`));
  } catch (error) {
    console.error(error.message);
  }
  total.failed += failed;
  reportStage(failed === 0 ? green('✓') : red('✗'), label, performance.now() - startedAt);
  return failed === 0;
};

/** A step that everything after it needs counts as one test. */
const step = (label, work) =>
  suite(label, async () => {
    await work();
    return { passed: 1, failed: 0 };
  });

const isCi = process.env.CI === 'true';

const requireRedis = async () => {
  if (await provideRedis()) return;
  if (isCi) throw new Error('redis-server is missing and could not be installed; in CI nothing is skipped.');
  console.log('  redis-server is not installed: the tests of the Redis backend are skipped. Install it to run them.');
};

const run = async () => {
  if (!(await step('install', install)) || !(await step('generate', generate))) return;
  await suite('fast gate', runGates);
  await step('redis-server', requireRedis);
  await suite('unit and property tests', () => runVitest('unit'));
  await suite('integration tests', () => runVitest('integration'));
  if (await step('production build', buildWeb)) await suite('journeys', runJourneys);
};

await run();
if (isCi) total.failed += total.skipped.length;
for (const name of total.skipped) console.log(`skipped: ${name}`);
const skipped = total.skipped.length > 0 && !isCi ? `, ${total.skipped.length} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 ? 0 : 1);
