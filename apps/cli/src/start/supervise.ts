import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type GuardedProcess, startGuardedProcess } from '@switchyard/db/embedded';
import { DomainError } from '@switchyard/domain/error';
import { complain } from '../terminal.ts';
import type { Service } from './service.ts';

export interface SupervisedService {
  readonly name: string;
  readonly healthUrl: string | null;
  /** How often it ended without being asked to. */
  crashes(): number;
  /** The end of its log. */
  lastLines(): string;
  stop(): Promise<void>;
}

export interface SuperviseOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly logDirectory: string;
}

const largestLogBytes = 10 * 1024 * 1024;
const longestBackoffMs = 30_000;
/** A service that ran this long was healthy: its next crash starts counting anew. */
const steadyAfterMs = 60_000;
/** Longer than a worker gives its steps in hand. */
const stopWithinMs = 30_000;

const openLog = (file: string): number => {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > largestLogBytes) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
};

const launch = (service: Service, options: SuperviseOptions, log: string): GuardedProcess => {
  const output = openLog(log);
  try {
    return startGuardedProcess({
      command: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', ...service.nodeFlags, ...service.args],
      cwd: service.cwd,
      env: options.env,
      output,
    });
  } finally {
    closeSync(output);
  }
};

/** Keeps one service running: a crash is named on the terminal and answered with a restart, ever later up to half a minute. */
export const supervise = (service: Service, options: SuperviseOptions): SupervisedService => {
  mkdirSync(options.logDirectory, { recursive: true, mode: 0o700 });
  const log = join(options.logDirectory, `${service.name}.log`);
  const stopping = new AbortController();
  let crashes = 0;
  let current = launch(service, options, log);
  const keepRunning = async (): Promise<void> => {
    for (let inARow = 0; ; ) {
      const startedAt = performance.now();
      const code = await current.exited;
      if (stopping.signal.aborted) return;
      crashes += 1;
      inARow = performance.now() - startedAt > steadyAfterMs ? 0 : inARow + 1;
      const backoffMs = Math.min(500 * 2 ** inARow, longestBackoffMs);
      complain(
        `  ! ${service.name} ended unexpectedly (exit code ${code}); starting it again in ${backoffMs / 1000} s. Its log: ${log}`,
      );
      await delay(backoffMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      current = launch(service, options, log);
    }
  };
  const finished = keepRunning();
  return {
    name: service.name,
    healthUrl: service.healthUrl,
    crashes: () => crashes,
    lastLines: () => readFileSync(log, 'utf8').trim().split('\n').slice(-12).join('\n'),
    stop: async () => {
      stopping.abort();
      await current.stop('TERM', stopWithinMs);
      await finished;
    },
  };
};

const answerWithinMs = 5000;

/** Not by `fetch`: it would stay in this process, which lives long and is otherwise small, with 10 MB. */
const answers = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: answerWithinMs }, (response) => {
      response.destroy();
      resolve((response.statusCode ?? 500) < 500);
    });
    request.once('timeout', () => request.destroy()).once('error', () => resolve(false));
  });

const crashesBeforeGivingUp = 3;

/** Waits until the service answers. Throws `unavailable` with the end of its log when it keeps crashing or stays silent. */
export const awaitHealthy = async (
  service: SupervisedService,
  signal: AbortSignal,
  withinMs = 120_000,
): Promise<void> => {
  const { healthUrl } = service;
  if (healthUrl === null) return;
  for (const startedAt = performance.now(); performance.now() - startedAt < withinMs && !signal.aborted; ) {
    if (await answers(healthUrl)) return;
    if (service.crashes() >= crashesBeforeGivingUp) break;
    await delay(60);
  }
  if (signal.aborted) return;
  throw new DomainError('unavailable', `${service.name} does not come up. Its log ends:\n${service.lastLines()}`);
};
