import { spawn } from 'node:child_process';
import { root } from './workspace.mjs';

/** Runs a command with its output shown. Rejects, naming it, when it fails. */
export const runVisibly = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.once('error', (cause) => reject(new Error(`${command} could not be started: ${cause.message}`)));
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}.`));
    });
  });

/** Runs a command and keeps what it says. Never rejects: `{ code, output, stdout }`. */
export const runQuietly = (command, args, options = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.once('error', (cause) =>
      resolve({ code: 127, output: `${command} could not be started: ${cause.message}`, stdout }),
    );
    child.once('close', (code) => resolve({ code: code ?? 1, output, stdout }));
  });
