import { Socket } from 'node:net';

/**
 * A socket that sends what is written within one turn of the event loop as one packet: a transaction's first or last
 * statements, which the driver writes one by one, then cost one system call here and one wake-up at the server.
 */
export const createBatchingSocket = (): Socket => {
  const socket = new Socket();
  const write = socket.write.bind(socket);
  let isBatching = false;
  const batch = () => {
    if (isBatching) return;
    isBatching = true;
    socket.cork();
    // Runs once everything that follows at once has been written, continuations of promises included.
    process.nextTick(() => {
      isBatching = false;
      socket.uncork();
    });
  };
  return Object.assign(socket, {
    write: (...args: Parameters<typeof write>) => {
      batch();
      return write(...args);
    },
  });
};
