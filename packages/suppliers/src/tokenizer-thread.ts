// Counts tokens in a thread of its own, which takes its vocabulary with it when it ends. Started by count-apart.ts.
import { parentPort } from 'node:worker_threads';
import { countHere } from './tokenizer.ts';

interface Asked {
  readonly id: number;
  readonly text: string;
}

parentPort?.on('message', (asked: Asked | null) => {
  if (!asked) return parentPort?.close();
  const { id, text } = asked;
  // Whoever asked counts by itself where this thread cannot.
  void countHere(text).then(
    (tokens) => parentPort?.postMessage({ id, tokens }),
    () => parentPort?.postMessage({ id, tokens: null }),
  );
});
