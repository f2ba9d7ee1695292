// Tells how much memory the processes hold, again and again, beside the thread that measures time. Started by watch-resident.ts.
import { parentPort } from 'node:worker_threads';
import { readProcessUsage } from './process-usage.ts';

/** A look costs each process some milliseconds. */
const everyMs = 1000;

setInterval(() => parentPort?.postMessage(readProcessUsage().residentMb), everyMs);
