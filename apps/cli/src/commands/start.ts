import { inheritedEnv, readCliEnv } from '../cli.env.ts';
import type { Command } from '../command.ts';
import { startInstallation } from '../start/start-installation.ts';
import { stopRequested } from '../start/stop-requested.ts';
import { complain, say } from '../terminal.ts';

export const startCommand: Command = {
  name: 'start',
  summary: 'Start database, web, gateway and worker on this machine',
  run: async () => {
    const stop = stopRequested();
    const installation = await startInstallation(readCliEnv(), inheritedEnv(), stop.signal);
    if (!stop.signal.aborted) say(installation.summary);
    const reason = await stop.reason;
    say(`\n  Stopping (${reason}) …`);
    // A second Ctrl-C must not leave a half-stopped database behind, so it only says that we are at it.
    stop.onRepeat(() => complain('  Still stopping; the database is writing its last pages.'));
    await installation.stop();
    say('  Stopped.');
    return 0;
  },
};
