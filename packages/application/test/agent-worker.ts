// A worker that does steps until it is killed.
import { setTimeout as delay } from 'node:timers/promises';
import { createApp } from '../src/create-app.ts';
import { claimSteps } from '../src/runs/claim-step.ts';
import { executeStep } from '../src/runs/execute-step.ts';
import { readAgentWorkerEnv } from './agent-worker.env.ts';

const { app } = createApp('agent-worker', readAgentWorkerEnv());
const holder = { owner: 'agent-worker', stopping: new AbortController().signal, mayChain: () => false };
for (;;) {
  const steps = await claimSteps(app, { owner: holder.owner, max: 1 });
  for (const step of steps) await executeStep(app, step, holder);
  if (steps.length === 0) await delay(20);
}
