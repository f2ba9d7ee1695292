import pino from 'pino';

export type Logger = pino.Logger;

export interface LoggerOptions {
  /** Process name in every line: web, gateway, worker … */
  readonly name: string;
  readonly level?: string;
}

/** Keys whose values never reach a log line, at any of the depths we log. */
const secretPaths = ['password', 'apiKey', 'authorization', 'cookie', 'secret', 'token', 'plain'].flatMap((key) => [
  key,
  `*.${key}`,
  `*.*.${key}`,
]);

/** JSON lines on standard error, secrets redacted; standard output stays free for what the user asked for. */
export const createLogger = ({ name, level = 'info' }: LoggerOptions): Logger =>
  pino(
    { name, level, redact: { paths: secretPaths, censor: '[redacted]' } },
    pino.destination({ dest: 2, sync: false }),
  );
