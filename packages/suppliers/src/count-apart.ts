import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { endThread } from './end-thread.ts';
import { countHere } from './tokenizer.ts';

/** After so long without anything to count the thread ends, and its memory is given back. */
const idleMs = 10_000;

interface Counter {
  readonly worker: Worker;
  readonly waiting: Map<number, (tokens: number | null) => void>;
  readonly idle: NodeJS.Timeout;
}

let counter: Counter | null = null;
let asked = 0;

const end = (ended: Counter): void => {
  if (counter === ended) counter = null;
  clearTimeout(ended.idle);
  for (const answer of ended.waiting.values()) answer(null);
  ended.waiting.clear();
  // Nothing more comes.
  ended.worker.postMessage(null);
  void endThread(ended.worker);
};

const start = (): Counter => {
  // By a path that no bundler follows: one that sees threads begin looks for their programs.
  const { Worker: Thread } = process.getBuiltinModule('node:worker_threads');
  const program = join(dirname(fileURLToPath(import.meta.url)), 'tokenizer-thread.ts');
  const worker = new Thread(program, { env: {} });
  const idle = setTimeout(() => (started.waiting.size === 0 ? end(started) : idle.refresh()), idleMs).unref();
  const started: Counter = { worker, waiting: new Map(), idle };
  worker.unref();
  worker.on('message', ({ id, tokens }: { readonly id: number; readonly tokens: number | null }) => {
    started.waiting.get(id)?.(tokens);
    started.waiting.delete(id);
  });
  worker.on('error', () => end(started));
  worker.on('exit', () => end(started));
  return started;
};

/** Tokens of a text, counted in a thread that lives as long as there is something to count; here, where it cannot be had. */
export const countApart = async (text: string): Promise<number> => {
  counter ??= start();
  const { worker, waiting, idle } = counter;
  idle.refresh();
  asked += 1;
  const id = asked;
  const tokens = await new Promise<number | null>((answer) => {
    waiting.set(id, answer);
    worker.postMessage({ id, text });
  });
  return tokens ?? countHere(text);
};
