// One line per stage with its time, the same for start, check and test.

const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
export const green = (text) => paint('32', text);
export const red = (text) => paint('31', text);
export const grey = (text) => paint('90', text);

export const formatSeconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** Prints how a stage ended and how long it took. */
export const reportStage = (mark, label, ms) => {
  console.log(`  ${mark} ${label.padEnd(44)} ${formatSeconds(ms).padStart(8)}`);
};

/** Runs a stage, announcing it first because it may take a while. `work` returns false when there was nothing to do. */
export const runStage = async (label, work) => {
  const startedAt = performance.now();
  const result = await work();
  if (result !== false) reportStage(green('✓'), label, performance.now() - startedAt);
};
