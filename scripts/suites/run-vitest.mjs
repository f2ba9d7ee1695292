import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runVisibly } from '../run-command.mjs';
import { inRoot, node24, programOf } from '../workspace.mjs';

const skippedOf = (report) =>
  report.testResults.flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => status === 'pending' || status === 'skipped' || status === 'todo')
      .map(({ fullName }) => fullName),
  );

/** A file that cannot be loaded has no tests that could fail, so it counts as one. */
const brokenFiles = (report) =>
  report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;

/** Runs one vitest project. Returns `{ passed, failed, skipped: names }`. */
export const runVitest = async (project) => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-report-'));
  const reportFile = join(folder, 'report.json');
  const args = [
    programOf('.', 'vitest', 'vitest.mjs'),
    'run',
    '--project',
    project,
    '--reporter=default',
    '--silent=passed-only',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
  ];
  try {
    const failure = await runVisibly(node24, args, {
      env: { ...process.env, PATH: `${inRoot('node_modules/.bin')}:${process.env.PATH}` },
    }).catch((error) => error);
    const report = JSON.parse(readFileSync(reportFile, 'utf8'));
    const failed = report.numFailedTests + brokenFiles(report);
    // A run can fail although every test passed: an unhandled rejection, a setup that broke.
    return { passed: report.numPassedTests, failed: failed === 0 && failure ? 1 : failed, skipped: skippedOf(report) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
