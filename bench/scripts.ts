// What a script step costs beside its database work: one evaluation in a warm sandbox, in a fresh runtime, one after the other.
import { createScriptRunner } from '@switchyard/connectors';

const evaluations = 2000;
const code = `export const main = ({ lines, rate }) => {
  const net = lines.reduce((sum, { amount }) => sum + amount, 0);
  return { net, tax: Math.round(net * rate * 100) / 100 };
};`;
const input = {
  rate: 0.2,
  lines: Array.from({ length: 20 }, (_, index) => ({ amount: index * 1.5, label: `line ${index}` })),
};

const runner = createScriptRunner({ size: 1 });
const evaluateOnce = async (): Promise<number> => {
  const startedAt = performance.now();
  await runner.run({ code, input, timeoutMs: 1000 });
  return performance.now() - startedAt;
};

const coldMs = await evaluateOnce();
for (let left = 200; left > 0; left -= 1) await evaluateOnce();
const took: number[] = [];
for (let left = evaluations; left > 0; left -= 1) took.push(await evaluateOnce());
runner.close();

took.sort((a, b) => a - b);
const at = (share: number): number => Math.round((took[Math.floor(took.length * share)] ?? 0) * 100) / 100;
const result = { evaluations, coldMs: Math.round(coldMs), p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
console.log(
  `A script takes ${result.p50Ms} ms (p95 ${result.p95Ms} ms) in a warm sandbox, and ${result.coldMs} ms as the first of all.`,
);
console.log(JSON.stringify(result));
