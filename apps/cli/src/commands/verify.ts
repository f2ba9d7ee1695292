import { createReadStream } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { verifyExport } from '@switchyard/audit';
import { DomainError } from '@switchyard/domain';
import type { CommandProgram } from '../command.ts';
import { say } from '../terminal.ts';
import { verificationText } from '../verify/verification-text.ts';

const usage =
  'Say what to verify: switchyard verify --export FILE --public-key KEY [--checkpoint FILE]… ' +
  '(KEY is the text shown on the Audit page, or a file that holds it).';

const readOptions = (args: readonly string[]) => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        export: { type: 'string' },
        'public-key': { type: 'string' },
        checkpoint: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (cause) {
    throw new DomainError('invalid_input', usage, { cause });
  }
};

const requireReadable = async (file: string): Promise<void> => {
  await access(file).catch((cause: unknown) => {
    throw new DomainError('invalid_input', `The file ${file} cannot be read; check the path.`, { cause });
  });
};

/** The key itself, or the content of a file of that name. */
const readKey = async (keyOrFile: string): Promise<string> =>
  keyOrFile.includes('+') ? keyOrFile : readFile(keyOrFile, 'utf8').catch(() => keyOrFile);

/** Copied by hand, a note tends to lose the newline that it ends with. */
const readNote = async (file: string): Promise<string> => `${(await readFile(file, 'utf8')).trimEnd()}\n`;

/** Works offline: needs the export, the public key, and nothing of this installation. */
export const runVerify: CommandProgram = async (args) => {
  const options = readOptions(args);
  const file = options.export;
  const key = options['public-key'];
  if (file === undefined || key === undefined) throw new DomainError('invalid_input', usage);
  for (const each of [file, ...options.checkpoint]) await requireReadable(each);
  const report = await verifyExport({
    lines: () => createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY }),
    publicKey: await readKey(key),
    outsideCheckpoints: await Promise.all(options.checkpoint.map(readNote)),
  });
  say(options.json ? JSON.stringify(report, null, 2) : verificationText(report));
  return report.isIntact ? 0 : 1;
};
