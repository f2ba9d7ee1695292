import { createHash } from 'node:crypto';

/** Where a trace goes on (W3C Trace Context, version 00). */
export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
}

const pattern = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
const isZero = (id: string): boolean => /^0+$/.test(id);

/** A `traceparent` as its parts; null when it is none, so that a new trace begins. */
export const parseTraceParent = (text: string | null): TraceParent | null => {
  const [, traceId, spanId, flags] = pattern.exec(text?.trim() ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  if (text?.startsWith('ff') || isZero(traceId) || isZero(spanId)) return null;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) };
};

export const formatTraceParent = ({ traceId, spanId, flags }: TraceParent): string =>
  `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;

/** One trace for all steps of a run, in whatever process: its id is the run's, and the run is the parent of its steps. */
export const traceParentOfRun = (runId: string): string =>
  formatTraceParent({
    traceId: runId.replaceAll('-', '').toLowerCase(),
    spanId: createHash('sha256').update(runId).digest('hex').slice(0, 16),
    flags: 1,
  });
