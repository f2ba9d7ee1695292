import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import pg from 'pg';
import { expect, test } from 'vitest';
import { quietClients } from './quiet-client.ts';

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const signedIn = message('R', Buffer.alloc(4));
const ready = message('Z', Buffer.from('I'));
const shutDown = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'));

test('a server that lets a client in and is shut down in the same breath ends no process', async () => {
  const server = createServer((socket) => {
    socket.once('data', () => socket.end(Buffer.concat([signedIn, ready, shutDown])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  quietClients();
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'anybody', password: 'x' });
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  // As BullMQ does: whoever hears errors comes after the connection.
  await client.connect();
  await ended;
  await expect(client.query('SELECT 1')).rejects.toThrow();
  server.close();
});
