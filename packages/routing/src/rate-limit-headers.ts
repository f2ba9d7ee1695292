/*
 * What labs say of their limits with every answer: how many requests and tokens are left, and when there are more.
 *   OpenAI     x-ratelimit-remaining-requests: 0     x-ratelimit-reset-requests: 6m0s
 *   Anthropic  anthropic-ratelimit-requests-remaining: 0     anthropic-ratelimit-requests-reset: 2026-11-21T12:00:30Z
 */

/** However long a lab says: nobody is left out for longer on its word alone. Milliseconds. */
export const restMsMax = 60_000;

type Headers = Readonly<Record<string, unknown>>;

interface Limit {
  readonly remaining: string;
  readonly reset: string;
}

const limits: readonly Limit[] = [
  ...['requests', 'tokens'].map((what) => ({
    remaining: `x-ratelimit-remaining-${what}`,
    reset: `x-ratelimit-reset-${what}`,
  })),
  ...['requests', 'tokens', 'input-tokens', 'output-tokens'].map((what) => ({
    remaining: `anthropic-ratelimit-${what}-remaining`,
    reset: `anthropic-ratelimit-${what}-reset`,
  })),
];

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `6m0s`, `120ms`, `1.5s`; also seconds without a unit. */
const durationMs = (written: string): number | null => {
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(written)) return Number(written) * 1000;
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|[smhd]))+$/.test(written)) return null;
  let sum = 0;
  for (const [, count, unit] of written.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    sum += Number(count) * (units[unit ?? ''] ?? 0);
  }
  return sum;
};

const instantMs = (written: string, nowMs: number): number | null => {
  const at = /^\d{4}-\d\d-\d\dT/.test(written) ? Date.parse(written) : Number.NaN;
  return Number.isFinite(at) ? at - nowMs : null;
};

const textOf = (headers: Headers, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' && value.length <= 100 ? value.trim() : '';
};

/**
 * How long a lab should not be asked, by what it says of its limits: until the last of those that are used up begins anew, at most
 * `restMsMax`. Null: something is left of each, or it says nothing that can be understood.
 * @param nowMs epoch milliseconds, for instants
 */
export const restMsOf = (headers: Headers, nowMs: number): number | null => {
  let rest = 0;
  for (const { remaining, reset } of limits) {
    if (!/^0+$/.test(textOf(headers, remaining))) continue;
    const written = textOf(headers, reset);
    rest = Math.max(rest, durationMs(written) ?? instantMs(written, nowMs) ?? 0);
  }
  return rest >= 1 ? Math.min(restMsMax, Math.ceil(rest)) : null;
};
