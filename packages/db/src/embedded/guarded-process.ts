import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * Runs a command beside a watcher that reads signal names from descriptor 3. When this process dies, however it dies, the
 * descriptor closes and the watcher ends the command: nothing we start outlives us. $1 is the signal for that case,
 * $2 the seconds until it is killed.
 */
const guardScript = `
last=$1; grace=$2; shift 2
"$@" </dev/null 3<&- &
child=$!
(
  while read -r signal <&3; do kill -s "$signal" "$child"; done
  kill -s "$last" "$child" && sleep "$grace" && kill -s KILL "$child"
) >/dev/null 2>&1 &
watcher=$!
wait "$child"; code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;

export interface GuardedProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Run as this account; needs root. */
  readonly account?: { readonly uid: number; readonly gid: number };
  /** An open file descriptor for output, or a listener for each line of it. */
  readonly output: number | ((line: string) => void);
  /** What the command gets when this process dies. Default SIGTERM. */
  readonly signalOnOrphan?: 'TERM' | 'INT';
  readonly orphanGraceSeconds?: number;
}

export type ProcessSignal = 'TERM' | 'INT' | 'QUIT' | 'KILL' | 'STOP' | 'CONT';

export interface GuardedProcess {
  /** Resolves with the exit code (128 + signal number when it was ended by one). Never rejects. */
  readonly exited: Promise<number>;
  isRunning(): boolean;
  /** Sends a signal and does not wait for what comes of it. */
  signal(name: ProcessSignal): void;
  /** Asks the command to stop, and kills its whole process group when it does not within the time. */
  stop(signal: 'TERM' | 'INT' | 'QUIT', withinMs: number): Promise<void>;
}

const forwardLines = (stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void => {
  let rest = '';
  stream?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
};

const settledWithin = async (promise: Promise<unknown>, ms: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const settled = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return settled;
};

/** Starts a command that dies with this process and is out of reach of the terminal's Ctrl-C. */
export const startGuardedProcess = (options: GuardedProcessOptions): GuardedProcess => {
  const { output, account } = options;
  const stream = typeof output === 'number' ? output : 'pipe';
  const orphan = [options.signalOnOrphan ?? 'TERM', String(options.orphanGraceSeconds ?? 10)];
  const child = spawn('/bin/sh', ['-c', guardScript, 'switchyard-guard', ...orphan, options.command, ...options.args], {
    detached: true,
    stdio: ['ignore', stream, stream, 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(account ?? {}),
  });
  if (typeof output === 'function') {
    forwardLines(child.stdout, output);
    forwardLines(child.stderr, output);
  }
  const control = child.stdio[3] as Writable;
  // Writing to a command that has just ended is no failure: `exited` tells.
  control.on('error', () => undefined);
  let running = true;
  const exited = new Promise<number>((resolve) => {
    const settle = (code: number) => {
      running = false;
      control.destroy();
      resolve(code);
    };
    child.once('error', () => settle(127));
    child.once('exit', (code) => settle(code ?? 137));
  });
  const killGroup = () => {
    if (running && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  return {
    exited,
    isRunning: () => running,
    signal: (name) => {
      if (running) control.write(`${name}\n`);
    },
    stop: async (signal, withinMs) => {
      if (!running) return;
      control.write(`${signal}\n`);
      if (await settledWithin(exited, withinMs)) return;
      killGroup();
      await exited;
    },
  };
};
