import { inheritedEnv, readCliEnv } from '../cli.env.ts';
import type { CommandProgram } from '../command.ts';
import { startInstallation } from '../start/start-installation.ts';
import { stopRequested } from '../start/stop-requested.ts';
import { complain, say } from '../terminal.ts';

export const runStart: CommandProgram = async () => {
  const stop = stopRequested();
  const installation = await startInstallation(readCliEnv(), inheritedEnv(), stop.signal).catch((error: unknown) => {
    if (stop.signal.aborted) return null;
    throw error;
  });
  // Whoever stops a start does not want to hear what it could not finish.
  if (installation === null) {
    say('\n  Stopped.');
    return 0;
  }
  if (!stop.signal.aborted) say(installation.summary);
  const reason = await stop.reason;
  say(`\n  Stopping (${reason}) …`);
  // A second Ctrl-C must not leave a half-stopped database behind, so it only says that we are at it.
  stop.onRepeat(() => complain('  Still stopping; the database is writing its last pages.'));
  await installation.stop();
  say('  Stopped.');
  return 0;
};
