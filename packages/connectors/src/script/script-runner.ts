import { availableParallelism } from 'node:os';
import { DomainError, type ErrorCode, type JsonValue } from '@switchyard/domain';
import type { SandboxFault, SandboxReply, SandboxRequest } from './protocol.ts';
import { Sandbox } from './sandbox.ts';

/** What a script may take and give, in bytes of JSON. */
export const scriptLimits = { inputBytes: 1_000_000, outputBytes: 1_000_000, memoryBytes: 48 * 1024 * 1024 } as const;

/** Compiling runs nothing, so any code that fits a definition is read within this. */
const checkTimeoutMs = 2000;
/** A sandbox takes 25 MB and is started anew in a tenth of a second: one that nobody needed for this long is ended. */
const idleMs = 30_000;
/** Of several, those beyond one are ended after this, and one that only checked: seldom is more checked soon. */
const extraMs = 3000;
/** Starting another takes as long as many scripts do: it is started for those that wait longer for one that is there. */
const patienceMs = 250;
/** The same while one is being started: two at once only take longer. */
const startingMs = 1000;
/** Scripts that wait in a sandbox they share: those behind one that ends it have been asked for in vain. */
const sharedMax = 32;
/** After so many in a row a sandbox is given back where somebody waits for one. */
const joinedMax = 100;
/** A sandbox is replaced after so many evaluations, so that nothing that leaks can grow. */
const evaluationsMax = 5000;

export interface ScriptRequest {
  /** An ES module that exports `main`, a function of one argument; it may be async. */
  readonly code: string;
  readonly input: JsonValue;
  /** CPU time. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /**
   * For scripts that take no time: they are asked for together and wait for each other in one sandbox. Where one of them takes the
   * sandbox down, those behind it fail as `unavailable`.
   */
  readonly isShared?: boolean;
}

/** Where and why code cannot be compiled; line and column from 1. */
export interface ScriptProblem {
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

export interface ScriptRunner {
  /**
   * Gives `input` to the script's `main` and returns what it gives back.
   * @throws DomainError invalid_expression (it cannot be read, or it threw: with line and column), limit_exceeded (time,
   * memory, stack), too_large (input or output), unavailable (the sandbox died; retryable)
   */
  run(request: ScriptRequest): Promise<JsonValue>;
  /** What keeps the code from being compiled; null when nothing does. Runs nothing. @throws DomainError unavailable */
  check(code: string): Promise<ScriptProblem | null>;
  /** Ends all sandboxes; what is being evaluated fails. */
  close(): void;
}

const sentences: Record<SandboxFault, readonly [ErrorCode, (message: string, request: SandboxRequest) => string]> = {
  syntax: ['invalid_expression', (message) => `The script cannot be read: ${message}.`],
  import: ['invalid_expression', () => 'A script cannot import anything. Put what it needs into its code.'],
  no_main: ['invalid_expression', () => 'The script has no main. Write: export const main = (input) => …'],
  threw: ['invalid_expression', (message) => `The script failed: ${message}`],
  never_settles: [
    'invalid_expression',
    () => 'The script waits for something that never comes: it has no timers, files or network to wait for.',
  ],
  not_json: ['invalid_expression', (message) => `What the script returned cannot be stored as JSON: ${message}.`],
  timeout: [
    'limit_exceeded',
    (_, { timeoutMs }) => `The script took more than ${timeoutMs} ms. Mend its loops, or allow it more time.`,
  ],
  memory: [
    'limit_exceeded',
    () => `The script needs more than ${scriptLimits.memoryBytes / 1024 / 1024} MB of memory.`,
  ],
  stack: ['limit_exceeded', () => 'The script calls itself too deeply.'],
  too_large: ['too_large', (_, { outputMax }) => `The script returned more than ${outputMax} bytes. Return less.`],
  crashed: ['unavailable', () => 'The sandbox ended while it ran the script.'],
};

const toError = (reply: Extract<SandboxReply, { ok: false }>, request: SandboxRequest): DomainError => {
  const [code, say] = sentences[reply.fault];
  const { line, column } = reply;
  const place = line === undefined ? {} : { line, column: column ?? 1 };
  const where = line === undefined ? '' : ` (line ${line}, column ${column ?? 1})`;
  return new DomainError(code, `${say(reply.message.replace(/\.$/, ''), request)}${where}`, {
    details: { fault: reply.fault, ...place },
    retryable: reply.fault === 'crashed',
  });
};

interface IdleSandbox {
  readonly sandbox: Sandbox;
  /** Ends it. */
  readonly timer: NodeJS.Timeout;
}

interface SharedSandbox {
  readonly sandbox: Promise<Sandbox>;
  /** Evaluations that have joined, and those of them that are not done. */
  joined: number;
  left: number;
}

/** Sandboxes that are lent to one evaluation at a time, or to several short ones, and kept warm for a while. */
class Pool {
  readonly #size: number;
  readonly #idleMs: number;
  readonly #patienceMs: number;
  /** The last given back goes first, so that those beyond what is needed stay idle. */
  readonly #idle: IdleSandbox[] = [];
  readonly #all = new Map<Sandbox, number>();
  readonly #waiting: (() => void)[] = [];
  #shared: SharedSandbox | null = null;

  constructor({ size, idleForMs, patienceForMs }: Required<ScriptRunnerOptions>) {
    this.#size = size;
    this.#idleMs = idleForMs;
    this.#patienceMs = patienceForMs;
  }

  /** @param keepMs how long it is kept afterwards, where that is less than usual */
  async lend<Value>(use: (sandbox: Sandbox) => Promise<Value>, keepMs = this.#idleMs): Promise<Value> {
    const sandbox = await this.#take();
    try {
      return await use(sandbox);
    } finally {
      this.#giveBack(sandbox, 1, Math.min(keepMs, this.#idleMs));
    }
  }

  /** The same for one that others may use at the same time. */
  async share<Value>(use: (sandbox: Sandbox) => Promise<Value>): Promise<Value> {
    const shared = this.#join();
    const sandbox = await shared.sandbox;
    try {
      return await use(sandbox);
    } finally {
      shared.left -= 1;
      if (shared.left === 0) {
        if (this.#shared === shared) this.#shared = null;
        this.#giveBack(sandbox, shared.joined, this.#idleMs);
      }
    }
  }

  #join(): SharedSandbox {
    const known = this.#shared;
    const inARowMax = this.#waiting.length === 0 ? evaluationsMax : joinedMax;
    // Another is started only where this one has its hands full: a process more for scripts that take no time is memory for nothing.
    const hasRoom = known !== null && known.left < sharedMax && known.joined < inARowMax;
    const shared = hasRoom ? known : { sandbox: this.#take(), joined: 0, left: 0 };
    this.#shared = shared;
    shared.joined += 1;
    shared.left += 1;
    return shared;
  }

  close(): void {
    for (const sandbox of this.#all.keys()) sandbox.close();
  }

  async #take(): Promise<Sandbox> {
    const since = performance.now();
    for (;;) {
      for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
        clearTimeout(idle.timer);
        if (idle.sandbox.isAlive) return idle.sandbox;
        this.#all.delete(idle.sandbox);
      }
      const isStarting = [...this.#all.keys()].some(({ hasAnswered }) => !hasAnswered);
      const leftMs = since + this.#patienceMs + (isStarting ? startingMs : 0) - performance.now();
      if (this.#all.size === 0 || (this.#all.size < this.#size && leftMs <= 0)) {
        const fresh = new Sandbox();
        this.#all.set(fresh, 0);
        return fresh;
      }
      await this.#wait(this.#all.size < this.#size ? leftMs : null);
    }
  }

  /** Until one has been given back, or for so long at most. */
  #wait(atMostMs: number | null): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(wake), 1);
        resolve();
      };
      const timer = atMostMs === null ? undefined : setTimeout(giveUp, atMostMs);
      this.#waiting.push(wake);
    });
  }

  #giveBack(sandbox: Sandbox, evaluations: number, keepMs: number): void {
    const used = (this.#all.get(sandbox) ?? 0) + evaluations;
    if (sandbox.isAlive && used < evaluationsMax) {
      this.#all.set(sandbox, used);
      const ownMs = this.#all.size > 1 ? Math.min(extraMs, keepMs) : keepMs;
      const timer = setTimeout(() => this.#end(sandbox), ownMs).unref();
      this.#idle.push({ sandbox, timer });
    } else {
      sandbox.close();
      this.#all.delete(sandbox);
    }
    this.#waiting.shift()?.();
  }

  #end(sandbox: Sandbox): void {
    const index = this.#idle.findIndex((idle) => idle.sandbox === sandbox);
    if (index < 0) return;
    this.#idle.splice(index, 1);
    this.#all.delete(sandbox);
    sandbox.close();
  }
}

export interface ScriptRunnerOptions {
  /** How many scripts are evaluated at once. */
  readonly size?: number;
  /** How long a sandbox that nobody needs is kept. */
  readonly idleForMs?: number;
  /** How long a script waits for a sandbox that is there before another is started. */
  readonly patienceForMs?: number;
}

/** Runs scripts in processes of their own, started when they are needed and ended when they no longer are. */
export const createScriptRunner = ({
  size = Math.max(2, availableParallelism()),
  idleForMs = idleMs,
  patienceForMs = patienceMs,
}: ScriptRunnerOptions = {}): ScriptRunner => {
  const pool = new Pool({ size, idleForMs, patienceForMs });
  const ask = (request: SandboxRequest, signal?: AbortSignal) => pool.lend((sandbox) => sandbox.ask(request, signal));
  return {
    run: async ({ code, input, timeoutMs, signal, isShared = false }) => {
      const text = JSON.stringify(input);
      const bytes = Buffer.byteLength(text);
      if (bytes > scriptLimits.inputBytes)
        throw new DomainError(
          'too_large',
          `The script's input has ${bytes} bytes; ${scriptLimits.inputBytes} are allowed.`,
        );
      const request: SandboxRequest = {
        mode: 'run',
        code,
        input: text,
        timeoutMs,
        outputMax: scriptLimits.outputBytes,
      };
      const reply = isShared ? await pool.share((sandbox) => sandbox.ask(request)) : await ask(request, signal);
      signal?.throwIfAborted();
      if (!reply.ok) throw toError(reply, request);
      return JSON.parse(reply.output);
    },
    check: async (code) => {
      const request: SandboxRequest = { mode: 'check', code, input: '', timeoutMs: checkTimeoutMs, outputMax: 0 };
      const reply = await pool.lend((sandbox) => sandbox.ask(request), extraMs);
      if (reply.ok) return null;
      if (reply.fault === 'crashed') throw toError(reply, request);
      const { line, column } = reply;
      const message = toError(reply, request).message;
      return line === undefined ? { message } : { message, line, column: column ?? 1 };
    },
    close: () => pool.close(),
  };
};
