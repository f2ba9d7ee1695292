// `npm start`: from a fresh clone to a running Switchyard, with nothing but Node 20 and npm.
import { spawn } from 'node:child_process';
import { buildWeb } from './build-web.mjs';
import { generate } from './generate.mjs';
import { install } from './install.mjs';
import { preflight } from './preflight.mjs';
import { red, runStage } from './progress.mjs';
import { preload, stripTypes } from './strip-types.mjs';
import { inRoot, node24, root } from './workspace.mjs';

const parentCheckEveryMs = 500;

/** npm does not pass SIGTERM on through its shell: whoever ends npm leaves us behind without a parent, and means us too. */
const onParentGone = (stop) => {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, parentCheckEveryMs);
  timer.unref();
};

/** Hands over to `switchyard start` on Node 24 and ends as it ends. */
const handOver = () => {
  // The channel tells the command when we die, however we die, so that it stops what it started.
  const flags = ['--disable-warning=ExperimentalWarning', '--import', preload];
  const child = spawn(node24, [...flags, inRoot('apps/cli/src/main.ts'), 'start'], {
    cwd: root,
    // It lives as long as the installation: what starting took goes back to the system (7 MB).
    env: { ...process.env, MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // Ctrl-C reaches the child by itself; we only have to outlive it. SIGTERM comes to us alone.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  onParentGone(() => child.kill('SIGTERM'));
  child.once('exit', (code, signal) => process.exit(signal ? 1 : code));
};

try {
  await preflight();
  console.log('\n  Switchyard\n');
  await runStage('Dependencies installed', install);
  await runStage('Database client generated', generate);
  await runStage('Types stripped', stripTypes);
  await runStage('Web app built', buildWeb);
  handOver();
} catch (error) {
  console.error(`\n  ${red('✗')} ${error.message}\n`);
  process.exit(1);
}
