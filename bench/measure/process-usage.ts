import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessUsage {
  /** gateway, worker, web, simulator, postgres, redis, portkey → CPU time so far. */
  readonly cpuMs: Readonly<Record<string, number>>;
  /** Proportional set size: a page shared by several processes counts once. */
  readonly residentMb: Readonly<Record<string, number>>;
}

/** /proc counts CPU in ticks of 10 ms on every Linux we know (`getconf CLK_TCK`). */
const tickMs = 10;

const kinds: readonly (readonly [RegExp, string])[] = [
  [/apps\/gateway\//, 'gateway'],
  [/apps\/worker\//, 'worker'],
  [/script\/sandbox-main/, 'sandbox'],
  [/lab-simulator\//, 'simulator'],
  [/next-server|dist\/bin\/next/, 'web'],
  [/postgres/, 'postgres'],
  [/redis-server/, 'redis'],
  [/@portkey-ai\//, 'portkey'],
];

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  readonly cpuMs: number;
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const readEntry = (pid: number): ProcessEntry => {
  const stat = read(`/proc/${pid}/stat`);
  // The name in parentheses may hold spaces; the fields after it are fixed (proc_pid_stat(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index] ?? 0), 0);
  const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
  return { pid, parent: Number(fields[1] ?? 0), command, cpuMs: ticks * tickMs };
};

const listDescendants = (): ProcessEntry[] => {
  const entries = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readEntry(Number(name)));
  const family = new Set([process.pid]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { pid, parent } of entries) if (family.has(parent)) family.add(pid);
  }
  return entries.filter(({ pid, command }) => family.has(pid) && pid !== process.pid && !command.startsWith('/bin/sh'));
};

const proportionalMb = (pid: number): number =>
  Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;

/** What the processes started by this one have used. Linux only. */
export const readProcessUsage = (): ProcessUsage => {
  const cpuMs: Record<string, number> = {};
  const residentMb: Record<string, number> = {};
  for (const { pid, command, cpuMs: used } of listDescendants()) {
    const kind = kinds.find(([pattern]) => pattern.test(command))?.[1];
    if (kind === undefined) continue;
    cpuMs[kind] = (cpuMs[kind] ?? 0) + used;
    residentMb[kind] = (residentMb[kind] ?? 0) + proportionalMb(pid);
  }
  return { cpuMs, residentMb };
};
