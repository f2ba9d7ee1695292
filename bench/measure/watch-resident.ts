import { Worker } from 'node:worker_threads';

/** In whole megabytes, by kind of process. */
export type Resident = Readonly<Record<string, number>>;

export interface ResidentWatch {
  /** What is looked at from now on belongs to this workload. */
  begin(workload: string): void;
  /** All processes at the moment at which they held most together. */
  largest(): { readonly during: string; readonly resident: Resident };
  close(): Promise<void>;
}

export const inMegabytes = (residentMb: Resident): Resident =>
  Object.fromEntries(Object.entries(residentMb).map(([kind, mb]) => [kind, Math.round(mb)]));

export const totalOf = (resident: Resident): number => Object.values(resident).reduce((sum, mb) => sum + mb, 0);

/** `gateway 120, worker 130; 250 MB in all`. */
export const residentText = (resident: Resident): string => {
  const parts = Object.entries(resident).map(([kind, mb]) => `${kind} ${mb}`);
  return `${parts.join(', ')}; ${totalOf(resident)} MB in all`;
};

/** Looks once a second at what the processes started by this one hold (`readProcessUsage`). */
export const watchResident = (): ResidentWatch => {
  const thread = new Worker(new URL('resident-thread.ts', import.meta.url));
  let current = 'start';
  let largest: { readonly during: string; readonly resident: Resident } = { during: current, resident: {} };
  thread.on('message', (residentMb: Resident) => {
    const resident = inMegabytes(residentMb);
    if (totalOf(resident) > totalOf(largest.resident)) largest = { during: current, resident };
  });
  return {
    begin: (workload) => {
      current = workload;
    },
    largest: () => largest,
    close: async () => void (await thread.terminate()),
  };
};
