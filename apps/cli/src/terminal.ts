/** What the user asked for goes to standard output. */
export const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** What went wrong goes to standard error. */
export const complain = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Runs one stage of a longer work and says how long it took. */
export const stage = async <Value>(label: string, work: () => Promise<Value>): Promise<Value> => {
  const startedAt = performance.now();
  const value = await work();
  say(`  ✓ ${label.padEnd(44)} ${seconds(performance.now() - startedAt).padStart(8)}`);
  return value;
};
