import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DomainError } from '@switchyard/domain';
import { readCliEnv } from '../cli.env.ts';
import { demoKeyFile } from '../start/demo-key-file.ts';

export interface ImportOptions {
  /** Folder of the dataset. */
  readonly directory: string;
  readonly gatewayUrl: string;
  readonly apiKey: string;
  /** Lab simulator that is to know the right answers; null where real labs answer. */
  readonly simulatorUrl: string | null;
  readonly limit: number;
}

/** Reads the options of an import. Throws `invalid_input` naming what is missing. */
export const readImportOptions = (args: readonly string[], defaults: { readonly directory: string }): ImportOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string', default: defaults.directory },
      url: { type: 'string', default: 'http://127.0.0.1:3001' },
      key: { type: 'string' },
      simulator: { type: 'string', default: 'http://127.0.0.1:3002' },
      limit: { type: 'string', default: '100000' },
    },
  });
  const apiKey = values.key ?? findApiKey();
  if (!apiKey) {
    throw new DomainError('invalid_input', 'Give an API key with --key or SWITCHYARD_API_KEY (Settings → API keys).');
  }
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1) throw new DomainError('invalid_input', '--limit must be a whole number.');
  return {
    directory: resolve(values.data),
    gatewayUrl: values.url.replace(/\/$/, ''),
    apiKey,
    simulatorUrl: values.simulator === 'none' ? null : values.simulator.replace(/\/$/, ''),
    limit,
  };
};

/** From the environment, else the one a demo installation on this machine keeps for scripts. */
const findApiKey = (): string | undefined => {
  const env = readCliEnv();
  if (env.SWITCHYARD_API_KEY) return env.SWITCHYARD_API_KEY;
  const file = demoKeyFile(env.SWITCHYARD_DATA_DIR);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
};
