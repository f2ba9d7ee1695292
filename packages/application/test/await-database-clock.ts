// Waits for the clock of a database that is away at first, and has nothing else to do meanwhile.
import type { Database } from '@switchyard/db';
import { keepDatabaseClock } from '../src/database-clock.ts';

let asked = 0;
const queryOnce = async () => {
  asked += 1;
  if (asked < 3) throw new Error('away');
  return [{ ms: 1 }];
};
const clock = keepDatabaseClock({ queryOnce } as unknown as Database, {
  onAway: (cause) => process.stdout.write(`${cause}\n`),
});
await clock.untilSet();
process.stdout.write(`asked ${asked} times\n`);
