import { type ChildProcess, spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SandboxReply, SandboxRequest } from './protocol.ts';

/** Of Node's own stack, in kB: more than the interpreter's limit ever needs. */
const stackKb = 2000;
const heapMb = 64;
/** The process may be kept from its work by others, so it gets far longer by the wall clock than its CPU time. */
const graceMs = 5000;
/** The first script waits for the process to start, which on an overloaded machine takes seconds. */
const startMs = 30_000;
/** Beside the output itself: quotes and escapes. */
const replyBytesPerByte = 6;

const folder = dirname(fileURLToPath(import.meta.url));

const packageFolder = join(folder, '../..');

/** The `node_modules` that a path lies in. */
const enclosing = (path: string): string => (basename(path) === 'node_modules' ? path : enclosing(dirname(path)));

/**
 * What the sandbox may read: the interpreter and this package, and nothing else of this machine. Found on disk: a bundler would
 * put `require.resolve` of an interpreter's name into its own terms, and the interpreter with it.
 */
const listReadable = (): string[] => {
  const locate = (modules: string, name: string) => enclosing(realpathSync(join(modules, name)));
  const ours = join(packageFolder, 'node_modules');
  const core = locate(ours, 'quickjs-emscripten-core');
  const variant = locate(ours, '@jitl/quickjs-wasmfile-release-sync');
  return [packageFolder, core, variant, locate(core, '@jitl/quickjs-ffi-types')];
};

/** Nothing of ours: no secrets, no database, no proxy. Dates are those of Greenwich. What is freed goes back to the system (8 MB). */
const environment = {
  NODE_ENV: 'production' as const,
  TZ: 'UTC',
  MALLOC_ARENA_MAX: '1',
  MALLOC_TRIM_THRESHOLD_: '131072',
  MALLOC_MMAP_THRESHOLD_: '32768',
  MALLOC_MMAP_MAX_: '1000000',
};

const startProcess = (): ChildProcess =>
  spawn(
    process.execPath,
    [
      '--permission',
      ...listReadable().map((path) => `--allow-fs-read=${path}`),
      `--max-old-space-size=${heapMb}`,
      `--stack-size=${stackKb}`,
      join(folder, 'sandbox-main.mjs'),
    ],
    { env: environment, cwd: '/', stdio: ['pipe', 'pipe', 'ignore'] },
  );

interface Pending {
  readonly answer: (reply: SandboxReply) => void;
  readonly bytesMax: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * One process that runs scripts, one after the other in the order in which they were asked for. It ends with this one, and never keeps
 * it alive while it has nothing to do.
 */
export class Sandbox {
  readonly #process: ChildProcess;
  #pending: Pending[] = [];
  #line = '';
  #isSpent = false;
  #isFresh = true;
  #hasAnswered = false;

  constructor() {
    this.#process = startProcess();
    this.#process.stdout?.setEncoding('utf8').on('data', (chunk: string) => this.#read(chunk));
    // A pipe that breaks is told by `close`.
    this.#process.stdin?.on('error', () => undefined);
    this.#process.on('error', () => {
      this.#isSpent = true;
      this.#settleAll(crashed);
    });
    this.#process.on('close', () => this.#settleAll(crashed));
    this.#hold(false);
  }

  /** Whether it can be asked again. */
  get isAlive(): boolean {
    return !this.#isSpent && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Whether it is known to be up. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  /**
   * Resolves with what came of it, its own end included: that of one asked for before ends those behind it too. Aborted: the
   * process is ended at once.
   */
  ask(request: SandboxRequest, signal?: AbortSignal): Promise<SandboxReply> {
    return new Promise((resolve) => {
      const kill = () => this.close();
      const timer = setTimeout(
        () => {
          this.#settle(pending, { ok: false, fault: 'timeout', message: '', isLast: true });
          kill();
        },
        request.timeoutMs + graceMs + (this.#isFresh ? startMs : 0),
      );
      this.#isFresh = false;
      const answer = (reply: SandboxReply) => {
        signal?.removeEventListener('abort', kill);
        resolve(reply);
      };
      const pending = { answer, timer, bytesMax: request.outputMax * replyBytesPerByte + 10_000 };
      this.#pending.push(pending);
      if (this.#pending.length === 1) this.#hold(true);
      signal?.addEventListener('abort', kill, { once: true });
      if (signal?.aborted || !this.isAlive) return this.#settle(pending, crashed);
      this.#write(`${JSON.stringify(request)}\n`);
    });
  }

  close(): void {
    this.#isSpent = true;
    this.#process.kill('SIGKILL');
  }

  /** What is asked for in one turn of the event loop is one call of the system here, and wakes the other once. */
  #write(line: string): void {
    const { stdin } = this.#process;
    if (stdin?.writableCorked === 0) {
      stdin.cork();
      process.nextTick(() => stdin.uncork());
    }
    stdin?.write(line);
  }

  #read(chunk: string): void {
    const lines = (this.#line + chunk).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
    const [next] = this.#pending;
    if (next && this.#line.length > next.bytesMax) this.close();
  }

  #take(line: string): void {
    const [next] = this.#pending;
    if (!next) return;
    this.#hasAnswered = true;
    const reply = line.length > next.bytesMax ? crashed : readReply(line);
    this.#settle(next, reply);
    if (reply.ok || !reply.isLast) return;
    // Nothing that it may have said after this is listened to.
    this.close();
    this.#settleAll(crashed);
  }

  #settle(pending: Pending, reply: SandboxReply): void {
    const index = this.#pending.indexOf(pending);
    if (index < 0) return;
    this.#pending.splice(index, 1);
    clearTimeout(pending.timer);
    if (this.#pending.length === 0) this.#hold(false);
    pending.answer(reply);
  }

  #settleAll(reply: SandboxReply): void {
    for (const pending of [...this.#pending]) this.#settle(pending, reply);
  }

  /** Whether this process waits for the other before it ends. */
  #hold(isHeld: boolean): void {
    const { stdin, stdout } = this.#process;
    const pipes = [stdin, stdout].filter((each) => each instanceof Socket);
    for (const each of [this.#process, ...pipes]) {
      if (isHeld) each.ref();
      else each.unref();
    }
  }
}

const crashed: SandboxReply = { ok: false, fault: 'crashed', message: '', isLast: true };

/** A line that is none of ours is the end of trust in the process that wrote it. */
const readReply = (line: string): SandboxReply => {
  try {
    return JSON.parse(line);
  } catch {
    return crashed;
  }
};
