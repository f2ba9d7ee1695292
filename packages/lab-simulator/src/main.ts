import { countTokensApart } from '@switchyard/suppliers';
import { readLabSimulatorEnv } from './lab-simulator.env.ts';
import { startLabSimulator } from './start-lab-simulator.ts';

countTokensApart();
const env = readLabSimulatorEnv();
const simulator = await startLabSimulator({
  port: env.LAB_SIMULATOR_PORT,
  host: env.LAB_SIMULATOR_HOST,
  goldPath: env.LAB_SIMULATOR_GOLD,
  latencyScale: env.LAB_SIMULATOR_LATENCY_SCALE,
});
process.stdout.write(`Lab simulator (every answer is simulated) on ${simulator.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void simulator.close().then(() => process.exit(0));
  });
}
