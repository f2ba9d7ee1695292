import { parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs';
import { startOfDay } from './start-of-day.ts';

/** As the server knows them; named here so that the page does not load the server's schemas. */
export const attentionKinds = ['held', 'failed', 'unknown', 'paused'] as const;
export type AttentionKind = (typeof attentionKinds)[number];

export const kindWords: Record<AttentionKind, string> = {
  held: 'Step held',
  failed: 'Run failed',
  unknown: 'Outcome unknown',
  paused: 'Paused',
};

/** The filter as it stands in the address. */
export const attentionParsers = {
  kind: parseAsStringLiteral(attentionKinds),
  workflow: parseAsString,
  version: parseAsInteger,
  node: parseAsString,
  error: parseAsString,
  from: parseAsString,
  to: parseAsString,
};

export interface AddressFilter {
  readonly kind: AttentionKind | null;
  readonly workflow: string | null;
  readonly version: number | null;
  readonly node: string | null;
  readonly error: string | null;
  /** Dates, yyyy-mm-dd, in the viewer's zone; both included. */
  readonly from: string | null;
  readonly to: string | null;
}

export const noFilter: AddressFilter = {
  kind: null,
  workflow: null,
  version: null,
  node: null,
  error: null,
  from: null,
  to: null,
};

const dayOf = (day: string | null, daysLater: number) => (day === null ? undefined : startOfDay(day, daysLater));

const given = <Value>(name: string, value: Value | null | undefined) =>
  value === null || value === undefined ? {} : { [name]: value };

/** The filter as the server takes it. */
export const toQuery = ({ kind, workflow, version, node, error, from, to }: AddressFilter) => ({
  ...(kind === null ? {} : { kind }),
  ...given('workflowSlug', workflow),
  ...given('versionNumber', version),
  ...given('nodeId', node),
  ...given('errorCode', error),
  ...given('from', dayOf(from, 0)),
  ...given('to', dayOf(to, 1)),
});
