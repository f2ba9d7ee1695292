import type { WholeFault } from './simulator-context.ts';

/** How a wire writes an error. */
export type ErrorBody = (type: string, message: string) => unknown;

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  Response.json(body, { status, headers });

const hangMsMax = 600_000;

/** Resolves when the caller gives up, or after ten minutes. */
const hang = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, hangMsMax);
    timer.unref();
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** The answer of a lab in trouble, as its wire writes it. */
export const faultResponse = async (
  fault: WholeFault,
  errorBody: ErrorBody,
  signal: AbortSignal,
): Promise<Response> => {
  switch (fault.kind) {
    case 'rate_limit':
      return json(429, errorBody('rate_limit_error', 'Simulated: too many requests.'), {
        'retry-after': String(fault.retryAfterSeconds),
      });
    case 'server_error':
      return json(500, errorBody('api_error', 'Simulated: internal error.'));
    case 'hang':
      await hang(signal);
      return json(504, errorBody('api_error', 'Simulated: timed out.'));
    case 'malformed':
      return new Response('{"id": "sim", "choices": [{"mess', { headers: { 'content-type': 'application/json' } });
    case 'html':
      return new Response('<html>Simulated: bad gateway</html>', { headers: { 'content-type': 'text/html' } });
    case 'oversize':
      return json(200, { padding: 'x'.repeat(3_000_000) });
  }
};
