import type { LoggedRecord } from '../record/audit-record.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import { recordSentence } from '../vocabulary/event-vocabulary.ts';
import { csvLine } from './csv.ts';

const columns = [
  'position',
  'at',
  'type',
  'sentence',
  'actor_kind',
  'actor_id',
  'actor',
  'target_kind',
  'target_id',
  'target',
  'run_id',
  'event_id',
  'payload',
] as const;

export const auditCsvHeader: string = csvLine(columns);

/** An event as a line for spreadsheets. For reading, not for proving: the JSONL export is what verifies. */
export const auditCsvLine = (record: LoggedRecord, leafIndex: number | null): string =>
  csvLine([
    leafIndex === null ? '' : String(leafIndex),
    record.at,
    record.type,
    recordSentence(record),
    record.actor.kind,
    record.actor.id,
    record.actor.label,
    record.target.kind,
    record.target.id,
    record.target.label,
    record.runId ?? '',
    record.id,
    canonicalJson(record.payload),
  ]);
