import { DomainError, isDomainError, type JsonObject } from '@switchyard/domain';

/** The connection never stood, so the server cannot have seen the call. */
const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** JSON-RPC's own code for what the SDK gave up waiting for, and for a connection that was closed. */
const timeoutCode = -32001;
const closedCode = -32000;

const chainOf = (thrown: unknown): Error[] => {
  const chain: Error[] = [];
  for (let each = thrown; each instanceof Error && chain.length < 10; each = each.cause) chain.push(each);
  return chain;
};

const codeOf = (error: Error): string | number | undefined => {
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' || typeof code === 'number' ? code : undefined;
};

/** What a failure says of the call that it ended. */
export interface McpFailure {
  readonly error: DomainError;
  /** The server may have done what it was asked to. False where it said no, or was never reached. */
  readonly mayHaveArrived: boolean;
}

const failureOf = (
  code: 'upstream_failed' | 'upstream_timeout',
  message: string,
  options: {
    readonly host: string;
    readonly retryable: boolean;
    readonly mayHaveArrived: boolean;
    readonly cause: unknown;
  },
): McpFailure => {
  const details: JsonObject = { host: options.host, mayHaveArrived: options.mayHaveArrived };
  const error = new DomainError(code, message, { details, retryable: options.retryable, cause: options.cause });
  return { error, mayHaveArrived: options.mayHaveArrived };
};

const textMax = 500;

/** Whatever the SDK or the network threw, told as what it means for the call. */
export const toMcpFailure = (thrown: unknown, host: string): McpFailure => {
  const chain = chainOf(thrown);
  const own = chain.find(isDomainError);
  // Refused before it was sent, or read too far: the server has answered.
  if (own) return { error: own, mayHaveArrived: own.details.mayHaveArrived === true };
  const codes = chain.map(codeOf);
  const [code] = codes.filter((each) => typeof each === 'number');
  const base = { host, cause: thrown };
  const isTimeout = code === timeoutCode || chain.some(({ name }) => name === 'TimeoutError' || name === 'AbortError');
  if (isTimeout) {
    return failureOf('upstream_timeout', `${host} did not answer in time.`, {
      ...base,
      retryable: true,
      mayHaveArrived: true,
    });
  }
  const said = (chain[0]?.message ?? 'it said nothing').slice(0, textMax);
  if (code !== undefined && code !== closedCode) {
    // A JSON-RPC error is an answer; so is a status of HTTP below 500.
    const isRefusal = code < 0 || code < 500;
    return failureOf('upstream_failed', `${host} answered: ${said}`, {
      ...base,
      retryable: !isRefusal,
      mayHaveArrived: !isRefusal,
    });
  }
  const mayHaveArrived = !codes.some((each) => typeof each === 'string' && beforeSending.has(each));
  const message = mayHaveArrived
    ? `${host} did not answer as an MCP server does: ${said}`
    : `${host} could not be reached.`;
  return failureOf('upstream_failed', message, { ...base, retryable: true, mayHaveArrived });
};
