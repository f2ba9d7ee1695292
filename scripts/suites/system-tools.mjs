// What the suites need from the system: found, or installed where we may (root on a Debian).
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly } from '../run-command.mjs';
import { inRoot, node24, programOf } from '../workspace.mjs';

const inPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path)) ?? null;

const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const findChromium = () => chromiumNames.map(inPath).find((path) => path !== null) ?? null;

let listsFresh = false;

/** True when the package was installed. */
const installFromApt = async (name) => {
  if (process.getuid?.() !== 0 || inPath('apt-get') === null) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (!listsFresh) await runQuietly('apt-get', ['update', '-qq'], { env });
  listsFresh = true;
  return (await runQuietly('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], { env })).code === 0;
};

/** Path of a Chromium, or null for the one that Playwright brings itself, which is downloaded if need be. Throws when none can be had. */
export const provideChromium = async () => {
  const found = findChromium() ?? ((await installFromApt('chromium')) ? findChromium() : null);
  if (found !== null) return found;
  const { code, output } = await runQuietly(
    node24,
    [programOf('.', '@playwright/test', 'cli.js'), 'install', 'chromium-headless-shell'],
    { cwd: inRoot() },
  );
  if (code === 0) return null;
  throw new Error(
    `There is no Chromium, and none could be installed. Install one (apt-get install chromium).\n${output}`,
  );
};

/** True when a redis-server can be started. */
export const provideRedis = async () =>
  inPath('redis-server') !== null || ((await installFromApt('redis-server')) && inPath('redis-server') !== null);
