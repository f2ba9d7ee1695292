import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const version = '1.15.2';

export interface Portkey {
  readonly url: string;
  stop(): void;
}

const awaitListening = async (url: string): Promise<void> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await delay(100);
  }
  throw new Error('it did not begin to listen');
};

/**
 * Portkey's open gateway, installed from the npm registry into a folder of its own, outside this workspace and without running
 * its install scripts. Null, with a sentence on standard error, where it cannot be had.
 */
export const startPortkey = async (port: number): Promise<Portkey | null> => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-portkey-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const wanted = `@portkey-ai/gateway@${version}`;
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await promisify(execFile)('npm', ['install', '--prefix', folder, ...options, wanted], { timeout: 180_000 });
    const home = join(folder, 'node_modules/@portkey-ai/gateway');
    const { bin }: { bin: string | Record<string, string> } = JSON.parse(
      readFileSync(join(home, 'package.json'), 'utf8'),
    );
    const program = typeof bin === 'string' ? bin : Object.values(bin)[0];
    if (program === undefined) throw new Error('it has no program');
    const child = spawn(process.execPath, [join(home, program), `--port=${port}`, '--headless'], {
      cwd: folder,
      stdio: 'ignore',
      // It calls private addresses only when it is told so.
      env: { PATH: process.env.PATH, NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: 'localhost,127.0.0.1' },
    });
    const stop = () => {
      child.kill();
      remove();
    };
    try {
      await awaitListening(`http://127.0.0.1:${port}/`);
    } catch (error) {
      stop();
      throw error;
    }
    return { url: `http://127.0.0.1:${port}/v1/chat/completions`, stop };
  } catch (error) {
    remove();
    console.error(`Portkey was left out: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    return null;
  }
};
