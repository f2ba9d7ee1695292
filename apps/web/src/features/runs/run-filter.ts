import { runStatuses } from '@switchyard/domain';
import { parseAsBoolean, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs';
import { startOfDay } from './start-of-day.ts';

/** As the server knows them; named here so that the page does not load the server's schemas. */
const liveStandings = ['paused', 'attention'] as const;
export const standings = [...runStatuses, ...liveStandings] as const;
export type Standing = (typeof standings)[number];

/** When runs began, in the viewer's zone; `between` takes `from` and `to`. */
export const spans = ['today', '24h', '7d', '30d', 'between'] as const;
type StartedSpan = (typeof spans)[number];

/** The filter as it stands in the address. */
export const runParsers = {
  status: parseAsStringLiteral(standings),
  workflow: parseAsString,
  version: parseAsInteger,
  started: parseAsStringLiteral(spans),
  from: parseAsString,
  to: parseAsString,
  ended: parseAsBoolean,
};

export interface RunAddress {
  readonly status: Standing | null;
  readonly workflow: string | null;
  readonly version: number | null;
  readonly started: StartedSpan | null;
  /** Days, yyyy-mm-dd, in the viewer's zone, both included; or instants, the second not. */
  readonly from: string | null;
  readonly to: string | null;
  readonly ended: boolean | null;
}

export const noRunFilter: RunAddress = {
  status: null,
  workflow: null,
  version: null,
  started: null,
  from: null,
  to: null,
  ended: null,
};

const hourMs = 3_600_000;
/** The clock goes on: what is asked for changes this often, not with every tick. */
const stepMs = 600_000;
const hours = { '24h': 24, '7d': 7 * 24, '30d': 30 * 24 } as const;

const beginOf = (started: Exclude<StartedSpan, 'between'>, nowMs: number): string => {
  if (started !== 'today') return new Date(Math.floor(nowMs / stepMs) * stepMs - hours[started] * hourMs).toISOString();
  const midnight = new Date(nowMs);
  midnight.setHours(0, 0, 0, 0);
  return midnight.toISOString();
};

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
/** What is neither a day nor an instant goes to the server as it is: it says what is wrong with it. */
const momentOf = (text: string, daysLater: number): string =>
  isDay(text) ? (startOfDay(text, daysLater) ?? text) : text;

const spanOf = ({ started, from, to }: RunAddress, nowMs: number) => {
  if (started !== null && started !== 'between') return { from: beginOf(started, nowMs) };
  return {
    ...(from ? { from: momentOf(from, 0) } : {}),
    ...(to ? { to: momentOf(to, 1) } : {}),
  };
};

/** The filter as the server takes it, at an instant of the viewer's clock. */
export const toRunQuery = (address: RunAddress, nowMs: number) => {
  const { status, workflow, version, ended } = address;
  return {
    ...(status ? { status } : {}),
    ...(workflow ? { workflowSlug: workflow } : {}),
    ...(version === null ? {} : { versionNumber: version }),
    ...spanOf(address, nowMs),
    ...(ended ? { isEnded: true } : {}),
  };
};

/** The same for cancelling in bulk; null: there is nothing to cancel by it, or nothing is chosen. */
export const toCancelQuery = (address: RunAddress, nowMs: number) => {
  const { status, ...rest } = toRunQuery({ ...address, ended: null }, nowMs);
  const isEnded = status === 'completed' || status === 'failed' || status === 'cancelled';
  if (isEnded || address.ended) return null;
  if (status === undefined) return Object.keys(rest).length === 0 ? null : rest;
  return { ...rest, status };
};
