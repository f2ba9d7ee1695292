import { connect } from 'node:net';
import { DomainError } from '@switchyard/domain/error';

const opens = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 5000 });
    const settle = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', settle(true)).once('timeout', settle(false)).once('error', settle(false));
  });

/** Throws `misconfigured` when nothing listens where REDIS_URL points. */
export const assertRedisAnswers = async (url: string): Promise<void> => {
  if (!URL.canParse(url) || !/^rediss?:/.test(url)) {
    throw new DomainError('misconfigured', 'REDIS_URL must look like redis://host:6379.');
  }
  const { hostname, port } = new URL(url);
  if (await opens(hostname, Number(port || 6379))) return;
  throw new DomainError(
    'misconfigured',
    `Nothing answers at ${hostname}:${port || 6379}. Start that Redis, correct REDIS_URL, or unset it: the queue then lies in PostgreSQL.`,
  );
};
