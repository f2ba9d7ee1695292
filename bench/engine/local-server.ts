import { createServer } from 'node:http';

export interface LocalServer {
  readonly host: string;
  readonly url: string;
  close(): void;
}

/** The other side of an http step: reads the request, answers 200 at once. */
export const startLocalServer = (): Promise<LocalServer> =>
  new Promise((resolve) => {
    const server = createServer((request, response) => {
      request.resume();
      request.once('end', () => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"ok":true}');
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ host: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}/`, close: () => server.close() });
    });
  });
