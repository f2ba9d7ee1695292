import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Definition } from '@switchyard/domain';
import type { EngineCommand } from '../../src/command.ts';
import type { EngineEvent } from '../../src/event.ts';
import type { RunState } from '../../src/run-state.ts';

/** What happened, and what came of it. */
export interface HistoryEntry {
  readonly event: EngineEvent;
  /** As stored in the run's row. */
  readonly state: RunState;
  readonly commands: readonly EngineCommand[];
}

/** Format v1 of a recorded history. */
export interface History {
  readonly v: 1;
  readonly name: string;
  readonly definition: Definition;
  readonly entries: readonly HistoryEntry[];
}

const folder = new URL('v1/', import.meta.url);
export const pathOf = (name: string): URL => new URL(`${name}.json`, folder);
/** Names of the histories with the hash of each file, so that one that was edited is noticed. */
export const sumsPath = new URL('SHA256SUMS', folder);

export const listHistories = (): string[] =>
  globSync('*.json', { cwd: fileURLToPath(folder) })
    .map((file) => file.replace(/\.json$/, ''))
    .toSorted();

export const readHistory = (name: string): History => JSON.parse(readFileSync(pathOf(name), 'utf8'));

/** One line per event, so that a difference can be read. */
export const writeText = ({ entries, ...head }: History): string => {
  const lines = entries.map((entry) => JSON.stringify(entry)).join(',\n    ');
  return `${JSON.stringify(head).slice(0, -1)},\n  "entries": [\n    ${lines}\n  ]\n}\n`;
};

export const sumOf = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(pathOf(name)))
    .digest('hex');
