/** One line that is written over; silent where the output is not a terminal. */
export const showProgress = (started: number, settled: number, total: number): void => {
  if (!process.stderr.isTTY) return;
  const phase = settled === 0 ? `started ${started}` : `at rest ${settled}`;
  process.stderr.write(`\r  ${phase} of ${total}   ${settled === total ? '\n' : ''}`);
};
