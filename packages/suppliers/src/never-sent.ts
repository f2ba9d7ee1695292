const unsentCodes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * Whether a failed request has certainly not reached its supplier: nobody was there to connect to. Anything else (a connection
 * that broke, a time that ran out) may have been worked on, and be billed. Looks through the causes of what was thrown.
 */
export const wasNeverSent = (thrown: unknown): boolean =>
  thrown instanceof Error && (('code' in thrown && unsentCodes.has(thrown.code)) || wasNeverSent(thrown.cause));
