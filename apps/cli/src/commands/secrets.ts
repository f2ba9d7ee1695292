import type { Command } from '../command.ts';
import { generateInstallationSecrets } from '../start/installation-secrets.ts';
import { say } from '../terminal.ts';

export const secretsCommand: Command = {
  name: 'secrets',
  summary: 'Print newly generated keys as lines for an environment file',
  run: async () => {
    const lines = Object.entries(generateInstallationSecrets()).map(([name, value]) => `${name}=${value}`);
    say(lines.join('\n'));
    return 0;
  },
};
