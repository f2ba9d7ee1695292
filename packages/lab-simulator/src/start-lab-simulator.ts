import { serve } from '@hono/node-server';
import { createFaultPlan, type Fault } from './faults.ts';
import { loadGold } from './gold-answers.ts';
import { createLabApp } from './lab-app.ts';

export interface LabSimulatorOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Default loopback; the control endpoint has no login, so it should stay there. */
  readonly host?: string;
  /** File of known right answers (see `goldFileSchema`). */
  readonly goldPath?: string | undefined;
  /** 1 as scripted, 0 for none. */
  readonly latencyScale?: number;
  readonly faults?: readonly Fault[];
}

export interface LabSimulator {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the simulator and resolves when it listens. Rejects when the port is taken or the gold file does not parse. */
export const startLabSimulator = async (options: LabSimulatorOptions): Promise<LabSimulator> => {
  const { port, host = '127.0.0.1', goldPath, latencyScale = 1 } = options;
  const app = createLabApp({
    gold: new Map(goldPath === undefined ? [] : loadGold(goldPath)),
    faults: createFaultPlan(options.faults),
    latencyScale,
    now: () => Math.floor(Date.now() / 1000),
  });
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: host }, (address) => {
      resolve({
        url: `http://${host}:${address.port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      });
    });
    server.once('error', reject);
  });
};
