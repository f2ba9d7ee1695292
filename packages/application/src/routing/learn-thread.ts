// What past outcomes teach, worked out beside the event loop: nothing of the process's own work waits for it.
import { parentPort, workerData } from 'node:worker_threads';
import { learnRouter, type OutcomeTable, serialiseRouter } from '@switchyard/routing';

// Only `learnInThread` starts this program, with a table it read itself.
const learned = learnRouter(workerData as OutcomeTable);
parentPort?.postMessage({ reference: learned.reference, cases: learned.cases, body: serialiseRouter(learned) });
