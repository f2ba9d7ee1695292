import type { CommandProgram } from '../command.ts';
import { generateInstallationSecrets } from '../start/installation-secrets.ts';
import { say } from '../terminal.ts';

export const runSecrets: CommandProgram = async () => {
  const lines = Object.entries(generateInstallationSecrets()).map(([name, value]) => `${name}=${value}`);
  say(lines.join('\n'));
  return 0;
};
