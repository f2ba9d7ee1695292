import { DomainError } from '@switchyard/domain';
import { type ExportLine, parseExportLine } from '../export/export-line.ts';
import type { KnownCheckpoint, LogEntry } from './log-entry.ts';
import { type VerificationReport, verifyLog } from './verify-log.ts';

export interface VerifyExportInput {
  /** The lines of the file, opened anew at each call: it is read once for checkpoints and once for events. */
  readonly lines: () => AsyncIterable<string> | Iterable<string>;
  readonly publicKey: string;
  /** Signed checkpoints held apart from the file, as published. They are what an old backup cannot forge. */
  readonly outsideCheckpoints?: readonly string[];
}

export interface ExportReport extends VerificationReport {
  readonly origin: string;
  /** Events in the file that were not yet sealed when it was written; the log does not prove them. */
  readonly unsealed: number;
}

const refuse = (message: string): DomainError => new DomainError('invalid_input', message);

async function* readLines(input: VerifyExportInput): AsyncGenerator<ExportLine, void, undefined> {
  let number = 0;
  for await (const text of input.lines()) {
    number += 1;
    if (text.trim() === '') continue;
    const line = parseExportLine(text);
    if (!line)
      throw refuse(`Line ${number} of the export is not a line of an audit export; was the file cut or changed?`);
    yield line;
  }
}

const idOf = (event: Record<string, unknown>): string | null => (typeof event.id === 'string' ? event.id : null);

/**
 * Verifies a JSONL export with nothing but the file and a public key. Throws `invalid_input` for a file that is not a
 * complete export (a filtered one cannot be rebuilt into the tree) or a key that is not one.
 */
export const verifyExport = async (input: VerifyExportInput): Promise<ExportReport> => {
  const checkpoints: KnownCheckpoint[] = (input.outsideCheckpoints ?? []).map((note) => ({ place: 'outside', note }));
  let origin: string | null = null;
  for await (const line of readLines(input)) {
    if (line.line === 'checkpoint') checkpoints.push({ place: line.place, note: line.note });
    if (line.line !== 'header') continue;
    if (!line.isComplete)
      throw refuse('This export was filtered, so its tree cannot be rebuilt; export without a filter.');
    origin = line.origin;
  }
  if (origin === null) throw refuse('The export has no header; is this the JSONL export of the audit trail?');
  let unsealed = 0;
  async function* entries(): AsyncGenerator<LogEntry, void, undefined> {
    for await (const line of readLines(input)) {
      if (line.line !== 'event') continue;
      if (line.leafIndex === null) {
        unsealed += 1;
        continue;
      }
      const leafHash = line.leafHash === null ? null : Buffer.from(line.leafHash, 'base64');
      yield { leafIndex: line.leafIndex, leafHash, record: line.event, eventId: idOf(line.event) };
    }
  }
  const report = await verifyLog({ entries: entries(), checkpoints, publicKey: input.publicKey, origin });
  return { ...report, origin, unsealed };
};
