import type { Server } from 'node:http';

/** Listens, prints the port, and ends with whoever started this process. */
export const announce = (server: Server): void => {
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`);
  });
  process.stdin.resume().once('end', () => process.exit(0));
};
