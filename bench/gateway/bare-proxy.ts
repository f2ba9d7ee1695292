// The least that stands between a client and a lab: node:http with connections kept open, nothing read, nothing kept. Prints its
// port. Argument: the port of the lab.
import { Agent, createServer, request as send } from 'node:http';
import { announce } from './announce.ts';

const port = Number(process.argv[2]);
const agent = new Agent({ keepAlive: true });
const server = createServer((request, response) => {
  const { host: _host, connection: _connection, ...headers } = request.headers;
  const onward = send(
    { host: '127.0.0.1', port, path: request.url, method: request.method, headers, agent },
    (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    },
  );
  onward.once('error', () => response.destroy());
  request.pipe(onward);
});
announce(server);
