import { gates } from './gates.mjs';
import { green, red, reportStage } from './progress.mjs';

const atOnce = 2;

/** Runs the gates two at a time, one line each; a failed one shows what it said. Returns how many passed and failed. */
export const runGates = async () => {
  const waiting = [...gates];
  let failed = 0;
  const work = async () => {
    for (let gate = waiting.shift(); gate; gate = waiting.shift()) {
      const startedAt = performance.now();
      const { code, output } = await gate.run();
      if (code !== 0) failed += 1;
      reportStage(code === 0 ? green('✓') : red('✗'), gate.name, performance.now() - startedAt);
      if (code !== 0) console.log(output.trim().replace(/^/gm, '      '));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { passed: gates.length - failed, failed };
};
