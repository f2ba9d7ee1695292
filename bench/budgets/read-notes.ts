import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Notes {
  /** Processes that have begun to call. */
  readonly ready: number;
  readonly calls: number;
  /** What suppliers bill: every call that began, whether or not its process lived to say so. */
  readonly billedMicroUsd: number;
  /** Of calls that were under way when their process was killed: at their worst case, and as billed. */
  readonly killed: { readonly calls: number; readonly worstMicroUsd: number; readonly billedMicroUsd: number };
  readonly tookMs: readonly number[];
}

/** What the callers have noted so far. */
export const readNotes = (folder: string): Notes => {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const notes = files.map((name) => readOne(readFileSync(join(folder, name), 'utf8')));
  const sum = (of: (notes: Notes) => number) => notes.reduce((total, each) => total + of(each), 0);
  return {
    ready: sum(({ ready }) => ready),
    calls: sum(({ calls }) => calls),
    billedMicroUsd: sum(({ billedMicroUsd }) => billedMicroUsd),
    killed: {
      calls: sum(({ killed }) => killed.calls),
      worstMicroUsd: sum(({ killed }) => killed.worstMicroUsd),
      billedMicroUsd: sum(({ killed }) => killed.billedMicroUsd),
    },
    tookMs: notes.flatMap(({ tookMs }) => [...tookMs]),
  };
};

const readOne = (text: string): Notes => {
  const open = new Map<string, { readonly worst: number; readonly actual: number }>();
  let calls = 0;
  let billedMicroUsd = 0;
  let tookMs: number[] = [];
  // A kill may cut the last line, which then was not acted upon.
  for (const line of text.split('\n').slice(0, -1)) {
    const [word, id = '', worst, actual] = line.split(' ');
    if (word === 'begun') {
      open.set(id, { worst: Number(worst), actual: Number(actual) });
      calls += 1;
      billedMicroUsd += Number(actual);
    }
    if (word === 'settled') open.delete(id);
    if (word === 'took') tookMs = JSON.parse(id);
  }
  const left = [...open.values()];
  return {
    ready: text.startsWith('ready\n') ? 1 : 0,
    calls,
    billedMicroUsd,
    killed: {
      calls: left.length,
      worstMicroUsd: left.reduce((sum, each) => sum + each.worst, 0),
      billedMicroUsd: left.reduce((sum, each) => sum + each.actual, 0),
    },
    tookMs,
  };
};
